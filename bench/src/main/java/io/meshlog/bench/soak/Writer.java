package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Wire.Outcome;
import io.meshlog.bench.soak.Write.Verb;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Random writes to one control plane, one after the other; runs on a thread of its own. */
final class Writer implements Runnable {
  private static final int LONGEST_PAUSE_MILLIS = 400;
  private static final int RETRY_PAUSE_MILLIS = 500;
  private static final int BURST_PAUSE_MILLIS = 50;

  private final String owner;
  private final List<Slot> slots;
  private final Random random;
  private final Sender sender;
  private final Journal journal;
  private final Findings findings;
  private final BooleanSupplier over;
  private final Set<Slot> busy = ConcurrentHashMap.newKeySet();
  final AtomicLong acknowledged = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong unknown = new AtomicLong();

  Writer(
      String owner,
      List<Slot> slots,
      long seed,
      Sender sender,
      Journal journal,
      Findings findings,
      BooleanSupplier over) {
    this.owner = owner;
    this.slots = List.copyOf(slots);
    this.random = new Random(seed);
    this.sender = sender;
    this.journal = journal;
    this.findings = findings;
    this.over = over;
  }

  String owner() {
    return owner;
  }

  /** Writes whose outcome is known. */
  long known() {
    return acknowledged.get() + refused.get();
  }

  @Override
  public void run() {
    try {
      while (!over.getAsBoolean()) {
        var pending = journal.pendingAt(owner);
        Write write = pending.orElseGet(this::draw);
        boolean known = attempt(write);
        busy.remove(write.slot());
        Thread.sleep(known ? random.nextInt(LONGEST_PAUSE_MILLIS) : RETRY_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * So many writes as fast as they go, up to a number at a time and one to a slot; each is sent
   * again until its outcome is known.
   */
  void burst(int writes, int atATime) throws InterruptedException {
    Semaphore free = new Semaphore(atATime);
    for (int i = 0; i < writes; i++) {
      free.acquire();
      Write write = draw();
      Thread.ofVirtual()
          .name("write")
          .start(() -> {
            try {
              untilKnown(write);
            } finally {
              busy.remove(write.slot());
              free.release();
            }
          });
    }
    free.acquire(atATime);
  }

  private void untilKnown(Write write) {
    try {
      while (!over.getAsBoolean() && !attempt(write)) {
        Thread.sleep(BURST_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      findings.add(write + " failed: " + e);
    }
  }

  /** Sends what is still unknown until all outcomes are known; false when that takes too many. */
  boolean settle(int attempts) throws InterruptedException {
    for (int i = 0; i < attempts; i++) {
      var pending = journal.pendingAt(owner);
      if (pending.isEmpty()) {
        return true;
      }
      if (!attempt(pending.get())) {
        Thread.sleep(RETRY_PAUSE_MILLIS);
      }
    }
    return false;
  }

  private Write draw() {
    Slot slot = slots.get(random.nextInt(slots.size()));
    while (!busy.add(slot)) {
      slot = slots.get(random.nextInt(slots.size()));
    }
    int dice = random.nextInt(100);
    Verb verb = dice < 62 ? Verb.PUT : dice < 85 ? Verb.DELETE : Verb.BAD_PUT;
    long number = journal.next();
    Write write = new Write(number, slot, verb, "soak-" + number);
    journal.sent(write);
    return write;
  }

  private boolean attempt(Write write) throws InterruptedException {
    switch (sender.send(write)) {
      case Outcome.Acknowledged(String position) -> {
        if (write.verb() == Verb.BAD_PUT) {
          findings.add(write + " is invalid and was accepted at " + position);
        } else if (position.isEmpty()) {
          findings.add(write + " was acknowledged without a position");
        }
        journal.acknowledged(write, position);
        acknowledged.incrementAndGet();
        return true;
      }
      case Outcome.Refused(int status, String body) -> {
        boolean expected =
            switch (write.verb()) {
              case BAD_PUT -> status == 400;
              case DELETE -> status == 404 && journal.valueOf(write.slot()).isEmpty();
              case PUT -> false;
            };
        if (!expected) {
          findings.add(write + " was refused with " + status + " " + body.strip());
        }
        journal.refused(write);
        refused.incrementAndGet();
        return true;
      }
      case Outcome.Unknown(String why) -> {
        unknown.incrementAndGet();
        return false;
      }
    }
  }
}
