package io.meshlog.demo.layout;

/** What stands behind a proxy. */
public enum ProxyKind {
  INGRESS("ingress"),
  EGRESS("egress"),
  DEMO_APP("demo-app"),
  KV("kv");

  private final String title;

  ProxyKind(String title) {
    this.title = title;
  }

  /** Whether it is a sidecar: the others belong to a zone. */
  public boolean hasApplication() {
    return this != INGRESS && this != EGRESS;
  }

  /** Its name in resources, logs and tables. */
  public String title() {
    return title;
  }
}
