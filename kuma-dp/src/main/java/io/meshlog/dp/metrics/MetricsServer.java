package io.meshlog.dp.metrics;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Answers Envoy, which asks for metrics on behalf of Prometheus, over a socket in the work folder.
 * One thread per connection, at most four at a time; further connections wait in the backlog.
 */
public final class MetricsServer implements AutoCloseable {
  private static final int LONGEST_PATH = 98;
  private static final int MAX_CONNECTIONS = 4;
  private static final int MAX_HEAD = 8 << 10;

  private final ServerSocketChannel server;
  private final Path path;
  private final Gathering gathering;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);

  private MetricsServer(ServerSocketChannel server, Path path, Gathering gathering) {
    this.server = server;
    this.path = path;
    this.gathering = gathering;
  }

  /** Binds where the control plane tells Envoy to ask, and starts answering. */
  public static MetricsServer open(Path workDir, String mesh, String name, Gathering gathering)
      throws IOException {
    Path path = socket(workDir, mesh, name);
    Files.deleteIfExists(path);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    MetricsServer server = new MetricsServer(channel, path, gathering);
    Thread.ofPlatform().daemon().name("metrics").start(server::accept);
    return server;
  }

  public Path path() {
    return path;
  }

  /** As the control plane calls it: cut, since paths of sockets have a limit of their own. */
  static Path socket(Path workDir, String mesh, String name) {
    String whole = workDir.resolve("kuma-mh-" + name + '-' + mesh).toString();
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST_PATH);
    return Path.of(new String(bytes, 0, length, StandardCharsets.UTF_8) + ".sock");
  }

  private void accept() {
    while (server.isOpen()) {
      free.acquireUninterruptibly();
      try {
        SocketChannel channel = server.accept();
        Thread.ofPlatform().daemon().name("metrics-answer").start(() -> serve(channel));
      } catch (IOException e) {
        free.release();
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      String head = head(channel);
      boolean known = head.startsWith("GET /meshmetric");
      write(channel, known ? "200 OK" : "404 Not Found", known ? gathering.gather() : "");
    } catch (IOException e) {
      // whoever asked went away; it asks again
    } finally {
      free.release();
    }
  }

  private static String head(SocketChannel channel) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(MAX_HEAD);
    String text = "";
    while (in.hasRemaining() && !text.contains("\r\n\r\n") && channel.read(in) >= 0) {
      text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
    }
    return text;
  }

  private static void write(SocketChannel channel, String status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: "
            + bytes.length
            + "\r\nConnection: close\r\n\r\n";
    for (byte[] part : new byte[][] {head.getBytes(StandardCharsets.US_ASCII), bytes}) {
      ByteBuffer out = ByteBuffer.wrap(part);
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // the process ends anyway
    }
  }
}
