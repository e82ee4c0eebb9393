package io.meshlog.zone.status;

import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import java.util.Locale;
import java.util.Optional;

/** A proxy's key in {@code proxy_status}: {@code <kind>/<mesh>/<name>}. */
public final class SessionName {
  private SessionName() {}

  public static String of(ProxyKey proxy) {
    return proxy.kind().name().toLowerCase(Locale.ROOT) + '/' + proxy.mesh() + '/' + proxy.name();
  }

  static Optional<ProxyKey> parse(String text) {
    String[] parts = text.split("/", 3);
    for (ProxyKind kind : ProxyKind.values()) {
      if (parts.length == 3 && parts[0].equals(kind.name().toLowerCase(Locale.ROOT))) {
        return Optional.of(new ProxyKey(kind, parts[1], parts[2]));
      }
    }
    return Optional.empty();
  }
}
