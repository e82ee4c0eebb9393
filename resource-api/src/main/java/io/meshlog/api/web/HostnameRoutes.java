package io.meshlog.api.web;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Schema;
import io.meshlog.api.resource.HostnameReads;
import java.util.List;

/** What services are called (rest-and-dataplane-protocol.md 3.4). */
public final class HostnameRoutes implements RouteSet {
  private static final Operation OPERATION =
      Operation.of("getServiceHostnames", "MeshService", "what a service is called, and where")
          .with(Common.MOMENTS)
          .answering(
              200,
              Answer.json(
                  "told",
                  new Schema.Named(
                      "Hostnames",
                      Schema.object()
                          .with(
                              "items",
                              Schema.listOf(
                                  Schema.object()
                                      .with("hostname", Schema.string())
                                      .with(
                                          "zones",
                                          Schema.listOf(
                                              Schema.object().with("name", Schema.string())))))
                          .with("total", Schema.integer(0))),
                  "Meshlog-Position"))
          .refusing(400, 404, 410, 503, 504);

  private final HostnameReads hostnames;

  public HostnameRoutes(HostnameReads hostnames) {
    this.hostnames = hostnames;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/meshes/{mesh}/{serviceType}/{name}/_hostnames", hostnames::of).as(OPERATION));
  }
}
