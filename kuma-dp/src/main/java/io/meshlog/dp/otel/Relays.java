package io.meshlog.dp.otel;

import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.otel.OtelBackends.MetricsWay;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The relays of all backends, on one thread. Not thread-safe. */
final class Relays {
  private static final Logger NETTY = Logger.getLogger("io.netty");

  private final OtelEnvironment environment;
  private final LaunchLog log;
  private final Map<OtelBackend, OtelRelay> open = new HashMap<>();
  private final EventLoopGroup loop;

  Relays(OtelEnvironment environment, LaunchLog log) {
    this.environment = environment;
    this.log = log;
    // It complains that sockets in the file system know no SO_KEEPALIVE.
    NETTY.setLevel(Level.SEVERE);
    // Few and small messages: pools of buffers would keep more than they save.
    System.setProperty("io.netty.allocator.type", "unpooled");
    System.setProperty("io.netty.noPreferDirect", "true");
    this.loop =
        new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().daemon().name("otel").factory(), NioIoHandler.newFactory());
  }

  /** Those of backends that are the same stay. */
  void replace(List<OtelBackend> backends) {
    open.entrySet()
        .removeIf(entry -> {
          boolean gone = !backends.contains(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
    for (OtelBackend backend : backends) {
      if (!open.containsKey(backend)) {
        try {
          open.put(backend, OtelRelay.open(backend, environment, loop, log));
          log.info("telemetry for " + backend.name() + " is passed on");
        } catch (IOException e) {
          log.warn("telemetry for " + backend.name() + " is not passed on: " + e.getMessage());
        }
      }
    }
  }

  /** Those whose backend wants metrics. */
  List<MetricsWay> metrics() {
    List<MetricsWay> all = new ArrayList<>();
    open.forEach((backend, relay) -> {
      if (backend.metrics() != null) {
        all.add(new MetricsWay(backend.name(), backend.metrics(), relay::metrics));
      }
    });
    return all;
  }

  void close() {
    replace(List.of());
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
