package io.meshlog.demo.layout;

/** What stands behind a proxy. */
public enum ProxyKind {
  INGRESS("ingress"),
  DEMO_APP("demo-app"),
  KV("kv");

  private final String title;

  ProxyKind(String title) {
    this.title = title;
  }

  /** Its name in resources, logs and tables. */
  public String title() {
    return title;
  }
}
