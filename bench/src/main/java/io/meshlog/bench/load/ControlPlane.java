package io.meshlog.bench.load;

import io.meshlog.demo.Http;
import java.net.URI;
import java.util.OptionalLong;

/** A Kuma-compatible zone control plane, driven over its REST API from this machine. */
final class ControlPlane implements Target {
  private final String name;
  private final URI api;
  private final Address ads;
  private final OptionalLong pid;
  private final LoadPlan plan;
  private final Runnable stop;
  private final Http http = new Http();
  private final String token;

  /**
   * @param api served to localhost as to an admin
   * @param stop ends it when it is ours
   */
  ControlPlane(String name, URI api, Address ads, OptionalLong pid, LoadPlan plan, Runnable stop) {
    this.name = name;
    this.api = api;
    this.ads = ads;
    this.pid = pid;
    this.plan = plan;
    this.stop = stop;
    if (plan.mtls()) {
      put(
          "/meshes/" + LoadPlan.MESH,
          """
          {"type":"Mesh","name":"%s","mtls":{"enabledBackend":"ca-1","backends":[{"name":"ca-1","type":"builtin"}]}}\
          """
              .formatted(LoadPlan.MESH));
      put(
          "/meshes/" + LoadPlan.MESH + "/meshtrafficpermissions/allow-all",
          """
          {"type":"MeshTrafficPermission","mesh":"%s","name":"allow-all","spec":{"targetRef":{"kind":"Mesh"},
           "from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"Allow"}}]}}\
          """
              .formatted(LoadPlan.MESH));
    }
    Http.Answer answer =
        http.post(
            api.resolve("/tokens/dataplane"),
            """
            {"mesh":"%s","validFor":"24h"}\
            """
                .formatted(LoadPlan.MESH));
    if (!answer.isOk()) {
      throw new IllegalStateException("no token: " + answer);
    }
    this.token = answer.body();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Address ads() {
    return ads;
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public long change(Kind kind, int n) {
    switch (kind) {
      case ENDPOINT, RARE, UNRELATED ->
          put(
              "/meshes/%s/dataplanes/extra-%05d".formatted(LoadPlan.MESH, n),
              """
              {"type":"Dataplane","mesh":"%s","name":"extra-%05d","networking":{"address":"%s",
               "inbound":[{"port":8080,"tags":{"kuma.io/service":"%s","kuma.io/protocol":"http"}}]}}\
              """
                  .formatted(LoadPlan.MESH, n, Kind.address(n), plan.service(kind, n)));
      case POLICY ->
          put(
              "/meshes/%s/meshtimeouts/a-load".formatted(LoadPlan.MESH),
              """
              {"type":"MeshTimeout","mesh":"%s","name":"a-load","spec":{"targetRef":{"kind":"Mesh"},
               "to":[{"targetRef":{"kind":"Mesh"},"default":{"http":{"requestTimeout":"%dms"}}}]}}\
              """
                  .formatted(LoadPlan.MESH, Kind.millis(n)));
    }
    return System.nanoTime();
  }

  private void put(String path, String json) {
    Http.Answer answer = http.put(api.resolve(path), json);
    if (!answer.isOk()) {
      throw new IllegalStateException("PUT " + path + ": " + answer);
    }
  }

  @Override
  public byte[] marker(Kind kind, int n) {
    return kind.marker(n);
  }

  @Override
  public OptionalLong pid() {
    return pid;
  }

  @Override
  public void close() {
    stop.run();
  }
}
