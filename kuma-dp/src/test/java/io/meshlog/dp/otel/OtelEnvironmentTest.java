package io.meshlog.dp.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.dp.otel.OtelBackend.EnvPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of the backend and the variables of OpenTelemetry decides where a signal goes. */
class OtelEnvironmentTest {
  private static final EnvPolicy USUAL = new EnvPolicy(true, false, true, true);
  private static final String SHARED = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

  private static OtelBackend backend(String host, boolean http, EnvPolicy env) {
    return new OtelBackend("b", Path.of("s"), host, 4317, http, false, "/otlp/", env, null);
  }

  private static String where(Map<String, String> variables, OtelBackend backend) {
    Optional<Collector> found = new OtelEnvironment(variables).collector(backend, Signal.TRACES);
    return found.map(Object::toString).orElse("nowhere");
  }

  @Test
  void withoutVariablesTheBackendSays() {
    assertThat(where(Map.of(), backend("c", false, USUAL))).isEqualTo("grpc://c:4317");
    assertThat(where(Map.of(), backend("c", true, USUAL)))
        .isEqualTo("http://c:4317/otlp/v1/traces");
    assertThat(where(Map.of(), backend("", false, USUAL))).isEqualTo("grpc://127.0.0.1:4317");
    assertThat(where(Map.of("HOST_IP", "10.0.0.9"), backend("", false, USUAL)))
        .isEqualTo("grpc://10.0.0.9:4317");
  }

  @Test
  void variablesComeFirstUnlessTheBackendSaysOtherwise() {
    Map<String, String> variables =
        Map.of(
            SHARED,
            "http://env:1",
            TRACES,
            "https://traces:2/in",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
            "http/protobuf");
    assertThat(where(variables, backend("c", false, USUAL))).isEqualTo("https://traces:2/in");
    assertThat(where(variables, backend("c", false, new EnvPolicy(true, false, true, false))))
        .as("no signal of its own")
        .isEqualTo("grpc://env:1");
    assertThat(where(variables, backend("c", false, new EnvPolicy(true, false, false, true))))
        .as("explicit first")
        .isEqualTo("grpc://c:4317");
    assertThat(where(variables, backend("", false, new EnvPolicy(true, false, false, true))))
        .as("explicit first, but it says nothing")
        .isEqualTo("https://traces:2/in");
    assertThat(where(variables, backend("c", false, new EnvPolicy(false, false, true, true))))
        .as("disabled")
        .isEqualTo("grpc://c:4317");
    assertThat(
            where(
                Map.of(SHARED, "http://env", "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                backend("c", false, USUAL)))
        .isEqualTo("http://env:4318/v1/traces");
  }

  @Test
  void whatIsDemandedMustBeThere() {
    EnvPolicy required = new EnvPolicy(true, true, true, true);
    assertThat(where(Map.of(), backend("c", false, required))).isEqualTo("nowhere");
    assertThat(where(Map.of(SHARED, "nonsense"), backend("c", false, required)))
        .isEqualTo("nowhere");
    assertThat(where(Map.of(SHARED, "http://env:1"), backend("c", false, required)))
        .isEqualTo("grpc://env:1");
  }

  @Test
  void theInventoryHasNoValues() {
    assertThat(
            new OtelEnvironment(
                    Map.of(SHARED, "http://secret", "OTEL_EXPORTER_OTLP_LOGS_HEADERS", "k=secret"))
                .inventory())
        .hasToString(
            "{pipeEnabled=true, shared={endpointPresent=true}, logs={headersPresent=true}}");
  }
}
