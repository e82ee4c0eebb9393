package io.meshlog.embedded.testing.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy on 127.0.0.1 that stands for the network between a client and a server: it carries
 * bytes, carries none, or lets the client read one byte a second. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BUFFER = 16_384;
  private static final int SMALL_WINDOW = 4_096;

  private enum Mode {
    PASS,
    SILENT,
    TRICKLE
  }

  private final int target;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Mode mode = Mode.PASS;

  private FaultProxy(int target) {
    this.target = target;
    try {
      listening = new ServerSocket();
      listening.bind(new InetSocketAddress(loopback(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("fault-proxy").start(this::accept);
  }

  /** In front of a port of this machine, whether anybody listens there yet or not. */
  public static FaultProxy to(int port) {
    return new FaultProxy(port);
  }

  public int port() {
    return listening.getLocalPort();
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * From now on no byte passes, and nobody is told: connections stay, and new ones get no answer.
   */
  public void partition() {
    become(Mode.SILENT);
  }

  /** Bytes pass again. Connections from before are reset, as a network forgets them in hours. */
  public void heal() {
    open.forEach(FaultProxy::close);
    become(Mode.PASS);
  }

  /** From now on the client gets one byte a second. */
  public void trickle() {
    become(Mode.TRICKLE);
  }

  private void become(Mode next) {
    lock.lock();
    try {
      mode = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits while nothing passes. */
  private Mode mode() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (mode == Mode.SILENT) {
        changed.await();
      }
      return mode;
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        Thread.ofVirtual().name("fault-proxy").start(() -> carry(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void carry(Socket client) {
    try (Socket server = new Socket()) {
      open.add(server);
      mode();
      server.setReceiveBufferSize(SMALL_WINDOW);
      server.connect(new InetSocketAddress(loopback(), target));
      Thread up = Thread.ofVirtual().name("fault-proxy").start(() -> pump(client, server, false));
      pump(server, client, true);
      up.join();
      open.remove(server);
    } catch (IOException | InterruptedException e) {
      // The client sees its connection end, whatever the reason.
    } finally {
      close(client);
      open.remove(client);
    }
  }

  private void pump(Socket from, Socket to, boolean toClient) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        boolean slow = mode() == Mode.TRICKLE && toClient;
        int count = in.read(buffer, 0, slow ? 1 : buffer.length);
        if (count < 0) {
          return;
        }
        mode();
        out.write(buffer, 0, count);
        if (slow) {
          Thread.sleep(1_000);
        }
      }
    } catch (IOException | InterruptedException e) {
      // Both ends are closed: the other direction ends too.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(FaultProxy::close);
    become(Mode.PASS);
  }
}
