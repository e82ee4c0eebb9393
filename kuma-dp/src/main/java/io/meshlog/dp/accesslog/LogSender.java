package io.meshlog.dp.accesslog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Passes records on to one receiver, over one connection, by a thread of its own, which ends after
 * a minute without any. What waits is bounded in number and size; what cannot be sent is dropped.
 */
final class LogSender {
  private static final int MAX_RECORDS = 1024;
  private static final int MAX_BYTES = 1 << 20;
  private static final int CONNECT_MILLIS = 5_000;
  private static final long IDLE_SECONDS = 60;
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final String address;
  private final Drops drops;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_RECORDS);
  private final AtomicInteger bytes = new AtomicInteger();
  private final Thread thread;
  private @Nullable Socket socket;
  private long notBefore = System.nanoTime();
  private boolean idle;
  private boolean done;

  private LogSender(String address, Drops drops) {
    this.address = address;
    this.drops = drops;
    this.thread = Thread.ofPlatform().daemon().name("access-log-sender").unstarted(this::run);
  }

  static LogSender start(String address, Drops drops) {
    LogSender sender = new LogSender(address, drops);
    sender.thread.start();
    return sender;
  }

  /** Whether it has ended, or is about to. */
  synchronized boolean isDone() {
    return done;
  }

  /** False when it is done, or too much is waiting already. */
  synchronized boolean offer(byte[] message) {
    if (done) {
      return false;
    }
    if (bytes.addAndGet(message.length) <= MAX_BYTES && waiting.offer(message)) {
      return true;
    }
    bytes.addAndGet(-message.length);
    return false;
  }

  private void run() {
    try {
      while (!endsIdle()) {
        byte[] next = waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        if (next != null) {
          bytes.addAndGet(-next.length);
          send(next);
          idle = false;
        } else {
          idle = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      disconnect();
    }
  }

  private synchronized boolean endsIdle() {
    done = idle && waiting.isEmpty();
    return done;
  }

  private void send(byte[] message) throws InterruptedException {
    try {
      if (socket == null) {
        connect();
      }
      socket.getOutputStream().write(message);
    } catch (IOException | IllegalArgumentException e) {
      disconnect();
      notBefore = System.nanoTime() + PAUSE_NANOS;
      drops.dropped(address + ": " + e.getMessage());
    }
  }

  /** Not again at once after it failed. */
  private void connect() throws IOException, InterruptedException {
    long pause = notBefore - System.nanoTime();
    if (pause > 0) {
      TimeUnit.NANOSECONDS.sleep(pause);
    }
    int colon = address.lastIndexOf(':');
    if (colon < 1) {
      throw new IOException("not host:port");
    }
    String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
    Socket connecting = new Socket();
    try {
      connecting.connect(
          new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))),
          CONNECT_MILLIS);
    } catch (IOException | IllegalArgumentException e) {
      connecting.close();
      throw e;
    }
    socket = connecting;
  }

  private void disconnect() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // it is of no use any more
    }
    socket = null;
  }
}
