package io.meshlog.zone.ads;

import io.meshlog.xds.XdsType;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Lets streams in as told, and keeps what they tell. */
final class ScriptedGate implements StreamGate {
  /** What a stream told its user, in order. */
  record Told(String what) {}

  final BlockingQueue<AdsStream> streams = new LinkedBlockingQueue<>();
  final BlockingQueue<StreamOpening> openings = new LinkedBlockingQueue<>();
  final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private volatile Function<StreamOpening, CompletionStage<Void>> script =
      _ -> CompletableFuture.completedFuture(null);

  void answer(Function<StreamOpening, CompletionStage<Void>> other) {
    script = other;
  }

  @Override
  public CompletionStage<StreamUser> open(StreamOpening opening, AdsStream stream) {
    openings.add(opening);
    streams.add(stream);
    return script.apply(opening).thenApply(_ -> new Listener());
  }

  AdsStream nextStream() throws InterruptedException {
    AdsStream stream = streams.poll(20, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no stream was opened");
    }
    return stream;
  }

  void awaitTold(String wanted) throws InterruptedException {
    String last = "nothing";
    while (!last.equals(wanted)) {
      last = told.poll(20, TimeUnit.SECONDS);
      if (last == null) {
        throw new AssertionError("was never told: " + wanted);
      }
    }
  }

  private final class Listener implements StreamUser {
    @Override
    public void taken(Target target) {
      told.add("taken");
    }

    @Override
    public void settled(long pos) {
      told.add("settled " + pos);
    }

    @Override
    public void moved() {}

    @Override
    public void refused(long pos, XdsType type, String reason) {
      told.add("refused " + type + " " + reason);
    }

    @Override
    public void closed() {
      told.add("closed");
    }
  }
}
