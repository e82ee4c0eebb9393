package io.meshlog.zone.push;

import io.grpc.Status;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.ads.Target;
import io.meshlog.zone.ads.TypeCounts;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what it is offered. */
final class ScriptedStream implements AdsStream {
  final BlockingQueue<Target> offered = new LinkedBlockingQueue<>();
  volatile @Nullable Target last;

  @Override
  public String id() {
    return "scripted";
  }

  @Override
  public boolean delta() {
    return false;
  }

  @Override
  public void offer(Target target) {
    last = target;
    offered.add(target);
  }

  /** Says that it sent all of its newest target. */
  void take(ProxySlot slot) {
    Target target = last;
    if (target != null) {
      slot.taken(target);
    }
  }

  Target next() throws InterruptedException {
    Target target = offered.poll(20, TimeUnit.SECONDS);
    if (target == null) {
      throw new AssertionError("nothing was offered");
    }
    return target;
  }

  @Override
  public Map<XdsType, TypeCounts> counts() {
    return Map.of();
  }

  @Override
  public void close(Status status) {}
}
