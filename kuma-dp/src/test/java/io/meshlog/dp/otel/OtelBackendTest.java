package io.meshlog.dp.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.dp.GoldenAnswers;
import io.meshlog.dp.otel.OtelBackend.EnvPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Meshlog's own control plane says is understood. */
class OtelBackendTest {
  @Test
  void readsWhatTheControlPlaneSays() throws Exception {
    List<OtelBackend> all =
        GoldenAnswers.at("/otel").stream()
            .flatMap(body -> OtelBackend.parse(body).stream())
            .toList();
    OtelBackend main = of(all, "collector.example.com", "/otlp");
    assertThat(main.name()).as("a copy of Global's").startsWith("main-");
    assertThat(main.socket()).isEqualTo(Path.of("/run/dp/kuma-otel-" + main.name() + ".sock"));
    assertThat(main.port()).isEqualTo(4318);
    assertThat(main.http()).isTrue();
    assertThat(main.env()).isEqualTo(new EnvPolicy(false, false, false, false));
    assertThat(main.metrics()).isNull();
    OtelBackend old = of(all, "10.0.0.9", "");
    assertThat(old.http()).isFalse();
    assertThat(old.env()).isEqualTo(new EnvPolicy(true, false, true, true));
    assertThat(all).extracting(OtelBackend::metrics).contains(Duration.ofSeconds(10));
    assertThat(all).extracting(OtelBackend::host).contains("fd00::1", "");
  }

  private static OtelBackend of(List<OtelBackend> all, String host, String path) {
    return all.stream()
        .filter(each -> each.host().equals(host) && each.path().equals(path))
        .findFirst()
        .orElseThrow();
  }
}
