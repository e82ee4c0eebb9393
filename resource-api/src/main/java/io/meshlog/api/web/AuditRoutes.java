package io.meshlog.api.web;

import io.meshlog.api.audit.AuditReads;
import java.util.List;

/** {@code GET /audit}. */
public final class AuditRoutes implements RouteSet {
  private final AuditReads reads;

  public AuditRoutes(AuditReads reads) {
    this.reads = reads;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/audit", reads::list).as(BaseOperations.AUDIT));
  }
}
