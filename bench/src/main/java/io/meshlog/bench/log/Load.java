package io.meshlog.bench.log;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes of Dataplanes of a usual size, over and over the same names, each with something new in
 * it: every command is one event.
 */
final class Load {
  static final Origin ZONE = Origin.zone("zone-1");

  private final EventLog log;
  private final int resources;
  private final AtomicLong number = new AtomicLong();

  Load(EventLog log, int resources) {
    this.log = log;
    this.resources = resources;
  }

  /** Each writer waits for its answer before its next write; returns the latency of each. */
  List<Long> write(int writers, long commands) throws InterruptedException {
    long until = number.get() + commands;
    List<List<Long>> nanos = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      List<Long> mine = new ArrayList<>();
      nanos.add(mine);
      threads.add(Thread.ofVirtual().start(() -> write(until, mine)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    number.set(until);
    return nanos.stream().flatMap(List::stream).toList();
  }

  private void write(long until, List<Long> nanos) {
    for (long n = number.getAndIncrement(); n < until; n = number.getAndIncrement()) {
      long begin = System.nanoTime();
      try {
        AppendOutcome outcome =
            log.append(AppendRequest.of(command(n), EventMeta.of("bench"))).get();
        if (!(outcome instanceof Appended)) {
          throw new IllegalStateException("not appended: " + outcome);
        }
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
      nanos.add(System.nanoTime() - begin);
    }
  }

  private Command command(long n) {
    String name = "dp-" + n % resources;
    DataplaneSpec spec =
        SpecJson.read(
            CoreTypes.DATAPLANE,
            """
            {"networking":{"address":"10.%d.%d.1","inbound":[{"port":8080,"servicePort":80,"tags":{
             "kuma.io/service":"backend-%d","kuma.io/protocol":"http","kuma.io/zone":"zone-1",
             "version":"v%d"}}],"outbound":[{"port":33001,"tags":{"kuma.io/service":"redis"}},
             {"port":33002,"tags":{"kuma.io/service":"postgres"}}]}}\
            """
                .formatted(n / 250 % 250, n % 250, n % 500, n));
    return new Command.Put<>(
        CoreTypes.DATAPLANE,
        CoreTypes.DATAPLANE.key("default", ZONE, name),
        Labels.of("kuma.io/zone", "zone-1"),
        spec,
        Expected.ANY);
  }
}
