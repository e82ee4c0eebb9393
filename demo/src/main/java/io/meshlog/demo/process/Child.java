package io.meshlog.demo.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One supervised child: started, and restarted with a growing pause after each end that nobody
 * asked for, until it is stopped. Safe for use by several threads.
 */
public final class Child {

  private final String name;
  private final Launch launch;
  private final Events events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock. `wanted` is what was asked for; a generation is one start by a caller, so
  // that the watcher of an earlier one never restarts a later one.
  private boolean wanted;
  private boolean closed;
  private long generation;
  private @Nullable Running running;
  private int crashes;

  /** What happens to a child without being asked for; called on the child's own thread. */
  public interface Events {
    void ended(String child, Duration pause);

    void restarted(String child);

    void failed(String child, RuntimeException reason);
  }

  public Child(String name, Launch launch, Events events) {
    this.name = name;
    this.launch = launch;
    this.events = events;
  }

  public String name() {
    return name;
  }

  /** Starts it and returns once its launch says so; no effect when it runs already. */
  public void start() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(name + " is closed");
      }
      if (wanted) {
        return;
      }
      Running started = launch.start();
      wanted = true;
      running = started;
      crashes = 0;
      generation++;
      long mine = generation;
      changed.signalAll();
      Thread.ofVirtual().name("watch " + name).start(() -> watch(mine, started));
    } finally {
      lock.unlock();
    }
  }

  /** Ends it properly and leaves it down. */
  public void stop() {
    end(false);
  }

  /** Kills it with SIGKILL and leaves it down until {@link #start}. */
  public void killAndHold() {
    end(true);
  }

  /** Kills it with SIGKILL, as a crash would; it is restarted like after any other crash. */
  public void kill() {
    lock.lock();
    try {
      if (running != null) {
        running.process().destroyForcibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends it for good; a later start is refused. */
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    end(false);
  }

  /** The process that runs now. */
  public Optional<ProcessHandle> process() {
    lock.lock();
    try {
      return Optional.ofNullable(running).map(Running::process).filter(ProcessHandle::isAlive);
    } finally {
      lock.unlock();
    }
  }

  /** How often it has ended without being asked to since the last {@link #start}. */
  public int crashes() {
    lock.lock();
    try {
      return crashes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a process other than the given one runs; false when that takes too long. */
  public boolean awaitProcessOtherThan(long pid, Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (running == null || running.process().pid() == pid) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void end(boolean kill) {
    lock.lock();
    try {
      wanted = false;
      generation++;
      changed.signalAll();
      if (running != null) {
        if (kill) {
          running.process().destroyForcibly();
          running.process().onExit().join();
        }
        // After a kill this only clears the record and releases what the launch holds.
        running.stop().run();
        running = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void watch(long mine, Running first) {
    var backoff = Backoff.usual();
    Running current = first;
    long startedAt = System.nanoTime();
    while (true) {
      if (current != null) {
        current.process().onExit().join();
        backoff = backoff.after(Duration.ofNanos(System.nanoTime() - startedAt));
      }
      if (!pause(mine, current, backoff.next())) {
        return;
      }
      startedAt = System.nanoTime();
      current = relaunch(mine);
      if (current == null) {
        backoff = backoff.after(Duration.ZERO);
      }
    }
  }

  /** Clears up after an end and waits; false when somebody else decides now. */
  private boolean pause(long mine, @Nullable Running ended, Duration pause) {
    lock.lock();
    try {
      if (generation != mine) {
        return false;
      }
      if (ended != null) {
        running = null;
        crashes++;
        ended.stop().run();
        events.ended(name, pause);
      }
      long nanos = pause.toNanos();
      while (generation == mine && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return generation == mine;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Running relaunch(long mine) {
    lock.lock();
    try {
      if (generation != mine) {
        return null;
      }
      Running started = launch.start();
      running = started;
      changed.signalAll();
      events.restarted(name);
      return started;
    } catch (RuntimeException e) {
      events.failed(name, e);
      return null;
    } finally {
      lock.unlock();
    }
  }
}
