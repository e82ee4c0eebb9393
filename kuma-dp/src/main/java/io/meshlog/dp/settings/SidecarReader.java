package io.meshlog.dp.settings;

import io.meshlog.dp.settings.LaunchSettings.Sidecar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what concerns only a proxy with a Dataplane. */
final class SidecarReader {
  private static final int MAX_PORT = 65535;
  private static final Duration SHORTEST_REFRESH = Duration.ofMillis(10);

  private final GivenValues values;

  SidecarReader(GivenValues values) {
    this.values = values;
  }

  /**
   * @param transparent whether the Dataplane says that traffic is led to the proxy
   */
  Sidecar read(boolean transparent) {
    Duration refresh = values.duration(Setting.CONFIG_REFRESH_INTERVAL);
    if (refresh.compareTo(SHORTEST_REFRESH) < 0) {
      values.problem(Setting.CONFIG_REFRESH_INTERVAL, "is less than 10ms");
    }
    TransparentProxy proxy = transparentProxy();
    return new Sidecar(
        dnsPort(proxy, transparent),
        refresh,
        values.isOn(Setting.OTEL_PIPE),
        values.text(Setting.METRICS_CERT_PATH),
        values.text(Setting.METRICS_KEY_PATH),
        proxy);
  }

  private int dnsPort(@Nullable TransparentProxy proxy, boolean transparent) {
    boolean on = values.isOn(Setting.DNS_ENABLED);
    int own = values.number(Setting.DNS_PROXY_PORT, 0, MAX_PORT);
    int usual = values.number(Setting.DNS_PORT, 1, MAX_PORT);
    if (!on || own > 0) {
      return on ? own : 0;
    }
    return proxy != null ? proxy.dnsPort() : transparent ? usual : 0;
  }

  private @Nullable TransparentProxy transparentProxy() {
    String given = values.textOrNull(Setting.TRANSPARENT_PROXY_CONFIG);
    if (!values.isOn(Setting.TRANSPARENT_PROXY) && given == null) {
      return null;
    }
    List<String> problems = new ArrayList<>();
    String yaml = given == null ? null : content(given, problems);
    int dns = values.number(Setting.DNS_PORT, 1, MAX_PORT);
    TransparentProxy proxy = TransparentProxy.of(yaml, dns, problems);
    problems.forEach(problem -> values.problem(Setting.TRANSPARENT_PROXY_CONFIG, problem));
    return proxy;
  }

  private static @Nullable String content(String given, List<String> problems) {
    try {
      Path file = Path.of(given);
      return Files.isRegularFile(file) ? Files.readString(file) : given;
    } catch (InvalidPathException e) {
      return given;
    } catch (IOException e) {
      problems.add("cannot read " + given + ": " + e.getMessage());
      return null;
    }
  }
}
