package io.meshlog.xds.policy;

import io.meshlog.xds.draft.ProxyDraft;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where kuma-dp listens in its working folder (rest-and-dataplane-protocol.md 5.4). */
public final class Sockets {
  private static final int LONGEST = 98;

  private Sockets() {}

  /** The pipe it reads access logs from. */
  public static String accessLogs(ProxyDraft proxy) {
    return socket(proxy, "al-" + proxy.facts().key().name() + '-' + proxy.mesh().name());
  }

  /** Where it answers with all metrics. */
  public static String metrics(ProxyDraft proxy) {
    return socket(proxy, "mh-" + proxy.facts().key().name() + '-' + proxy.mesh().name());
  }

  /** What is for a collector: Envoy listens there, or kuma-dp. */
  public static String collector(ProxyDraft proxy, String name) {
    return socket(proxy, "otel-" + name);
  }

  /** Paths of sockets have a limit of their own. */
  private static String socket(ProxyDraft proxy, String name) {
    String path = proxy.facts().workdir() + "/kuma-" + name;
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST
        ? path + ".sock"
        : new String(Arrays.copyOf(bytes, LONGEST), StandardCharsets.UTF_8) + ".sock";
  }
}
