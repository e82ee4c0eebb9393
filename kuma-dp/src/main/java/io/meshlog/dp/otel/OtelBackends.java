package io.meshlog.dp.otel;

import io.meshlog.dp.log.LaunchLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The backends that the control plane says, each with its relay. Nothing runs and no class of gRPC
 * is loaded before the first one. Thread-safe.
 */
public final class OtelBackends implements AutoCloseable {
  private final OtelEnvironment environment;
  private final LaunchLog log;
  private final Consumer<List<MetricsWay>> ways;
  private @Nullable Relays relays;

  /** Takes one {@code ExportMetricsServiceRequest}. */
  public interface Taker {
    void take(byte[] request) throws IOException;
  }

  /** A backend that wants metrics of this launcher. */
  public record MetricsWay(String name, Duration interval, Taker taker) {}

  /**
   * @param ways told of those that want metrics, at each change
   */
  public OtelBackends(OtelEnvironment environment, Consumer<List<MetricsWay>> ways, LaunchLog log) {
    this.environment = environment;
    this.ways = ways;
    this.log = log;
  }

  /**
   * What the control plane says at {@code /otel}. Relays of backends that are the same stay.
   *
   * @param body empty when it says nothing
   * @throws IllegalArgumentException if it cannot be read; then all stays as it is
   */
  public synchronized void told(byte[] body) {
    List<OtelBackend> backends =
        body.length == 0 ? List.of() : OtelBackend.parse(new String(body, StandardCharsets.UTF_8));
    if (relays == null && !backends.isEmpty()) {
      relays = new Relays(environment, log);
    }
    if (relays != null) {
      relays.replace(backends);
      ways.accept(relays.metrics());
    }
  }

  @Override
  public synchronized void close() {
    if (relays != null) {
      relays.close();
    }
  }
}
