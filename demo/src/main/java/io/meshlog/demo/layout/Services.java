package io.meshlog.demo.layout;

/** The mesh and the services of the demo. */
public final class Services {

  public static final String MESH = "default";
  public static final String DEMO_APP = "demo-app";

  /** Runs in every zone. */
  public static final String KV = "kv";

  private Services() {}

  /** The kv that is offered by one zone alone, so that its answers show which way a call went. */
  public static String ofZone(ZoneLayout zone) {
    return KV + "-" + zone.name();
  }
}
