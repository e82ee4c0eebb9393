package io.meshlog.bench.jmh;

import io.meshlog.bench.log.OwnStore;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.Spec;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A command into a log of its own, with durable commits: the disk's flush is in the figure. */
@State(Scope.Benchmark)
public class AppendBenchmark {
  private static final int AT_A_TIME = 64;

  private @Nullable OwnStore store;
  private int number;

  @Setup
  public void open() throws Exception {
    store = OwnStore.open(BenchMesh.ZONE);
  }

  @TearDown
  public void close() throws Exception {
    if (store != null) {
      store.close();
    }
  }

  @Benchmark
  public AppendOutcome appendOne() throws InterruptedException, ExecutionException {
    return appended(append());
  }

  /** By command. */
  @Benchmark
  @OperationsPerInvocation(AT_A_TIME)
  public int appendManyAtATime() throws InterruptedException, ExecutionException {
    List<CompletableFuture<AppendOutcome>> waiting = new ArrayList<>();
    for (int i = 0; i < AT_A_TIME; i++) {
      waiting.add(append());
    }
    for (CompletableFuture<AppendOutcome> each : waiting) {
      appended(each);
    }
    return waiting.size();
  }

  private CompletableFuture<AppendOutcome> append() {
    OwnStore open = store;
    if (open == null) {
      throw new IllegalStateException("not set up");
    }
    // Another address each time: a command that changes nothing is no event.
    int n = number++;
    Upserted<?> event = BenchMesh.dataplane(n % BenchMesh.PLAN.proxies(), 1 + n / 1_000 % 200);
    return open.store().log().append(AppendRequest.of(put(event), EventMeta.of("bench")));
  }

  private static <S extends Spec> Command put(Upserted<S> event) {
    return new Command.Put<>(event.type(), event.key(), event.labels(), event.spec(), Expected.ANY);
  }

  private static AppendOutcome appended(CompletableFuture<AppendOutcome> waiting)
      throws InterruptedException, ExecutionException {
    AppendOutcome outcome = waiting.get();
    if (!(outcome instanceof Appended)) {
      throw new IllegalStateException("not appended: " + outcome);
    }
    return outcome;
  }
}
