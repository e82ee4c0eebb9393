package io.meshlog.store.fault;

import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.LoopbackPort;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.verify.LogVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseRestartSliceTest {
  @TempDir Path folder;

  @Test
  @Fault(FaultRow.POSTGRES_DOWN)
  void nothingAcknowledgedIsLostWhenTheServerIsKilledUnderLoad() throws Exception {
    PostgresOptions options =
        PostgresOptions.in(folder.resolve("pg")).onPort(lowPort()).withoutInitSync();
    PostgresServer server = PostgresServer.start(options);
    try (StoreFixture fixture = StoreFixture.on(server.database("kuma"))) {
      EventStore store = fixture.open(Origin.GLOBAL);
      Map<String, Long> acknowledged = new ConcurrentHashMap<>();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger afterRestart = new AtomicInteger();
      AtomicBoolean restarted = new AtomicBoolean();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var writers =
            IntStream.range(0, 8)
                .<Future<?>>mapToObj(writer ->
                    threads.submit(
                        () -> write(store, writer, acknowledged, stop, restarted, afterRestart)))
                .toList();
        try {
          StoreFixture.eventually(() -> acknowledged.size() > 100);
          server.process().destroyForcibly();
          server.onExit().get(20, TimeUnit.SECONDS);
          server.close();
          server = PostgresServer.start(options);
          restarted.set(true);
          StoreFixture.eventually(() -> afterRestart.get() > 100);
        } finally {
          stop.set(true);
        }
        for (Future<?> writer : writers) {
          writer.get(60, TimeUnit.SECONDS);
        }
      }

      LogVerifier.Report report = new LogVerifier(fixture.dataSource()).verify();
      assertThat(report.problem()).isNull();
      Set<String> names = ConcurrentHashMap.newKeySet();
      store
          .reader()
          .rows(0, Integer.MAX_VALUE)
          .forEach(entry -> names.add(entry.key().name() + "@" + entry.row().pos()));
      acknowledged.forEach((name, pos) -> assertThat(names).contains(name + "@" + pos));
      assertThat(store.live().await(report.events(), Duration.ofSeconds(20))).isTrue();
    } finally {
      server.abandon();
    }
  }

  /**
   * Below the ports that outgoing connections take: while the server is down, a client that dials
   * its port might otherwise be given that very port, and hold it.
   */
  static int lowPort() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(20_000, 30_000))
        .filter(LoopbackPort::isFree)
        .findFirst()
        .orElseThrow();
  }

  private static Void write(
      EventStore store,
      int writer,
      Map<String, Long> acknowledged,
      AtomicBoolean stop,
      AtomicBoolean restarted,
      AtomicInteger afterRestart)
      throws Exception {
    for (int i = 0; !stop.get(); i++) {
      String name = "w" + writer + "-" + i;
      boolean after = restarted.get();
      AppendOutcome outcome =
          store.log().append(request(putZone(name, true))).get(60, TimeUnit.SECONDS);
      if (outcome instanceof Appended appended) {
        acknowledged.put(name, appended.position().pos());
        if (after) {
          afterRestart.incrementAndGet();
        }
      }
    }
    return null;
  }
}
