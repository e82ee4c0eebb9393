package io.meshlog.api.web;

import io.meshlog.api.resource.SyncReads;
import java.util.List;

/** {@code GET /zones/{name}/_sync}. */
public final class SyncRoutes implements RouteSet {
  private final SyncReads reads;

  public SyncRoutes(SyncReads reads) {
    this.reads = reads;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/zones/{name}/_sync", reads::get).as(BaseOperations.SYNC));
  }
}
