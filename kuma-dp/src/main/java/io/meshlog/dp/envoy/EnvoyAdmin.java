package io.meshlog.dp.envoy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Envoy's admin endpoint over TCP or a unix socket. Thread-safe; each call is one connection. */
public final class EnvoyAdmin {
  private static final int MAX_REPLY_BYTES = 64 << 10;

  private final SocketAddress address;
  private final Duration timeout;

  private EnvoyAdmin(SocketAddress address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
  }

  public static EnvoyAdmin tcp(String host, int port, Duration timeout) {
    return new EnvoyAdmin(new InetSocketAddress(host, port), timeout);
  }

  public static EnvoyAdmin pipe(Path path, Duration timeout) {
    return new EnvoyAdmin(UnixDomainSocketAddress.of(path), timeout);
  }

  /** For those who read more from it than fits here. */
  public SocketAddress address() {
    return address;
  }

  public boolean isPipe() {
    return address instanceof UnixDomainSocketAddress;
  }

  /** {@code GET /ready}: 200 with body LIVE once Envoy serves. */
  public AdminReply ready() throws IOException {
    return exchange("GET /ready");
  }

  /** Makes Envoy fail health checks and close HTTP connections as their requests end. */
  public AdminReply failHealthChecks() throws IOException {
    return exchange("POST /healthcheck/fail");
  }

  private AdminReply exchange(String methodAndPath) throws IOException {
    String request =
        methodAndPath
            + " HTTP/1.1\r\nHost: envoy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean unix = address instanceof UnixDomainSocketAddress;
    try (SocketChannel channel =
            unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      if (!channel.connect(address)) {
        await(selector, deadline);
        channel.finishConnect();
      }
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        key.interestOps(SelectionKey.OP_WRITE);
        await(selector, deadline);
        channel.write(out);
      }
      return AdminReply.parse(readAll(channel, selector, key, deadline));
    }
  }

  private static String readAll(
      SocketChannel channel, Selector selector, SelectionKey key, long deadline)
      throws IOException {
    ByteBuffer in = ByteBuffer.allocate(MAX_REPLY_BYTES);
    key.interestOps(SelectionKey.OP_READ);
    while (in.hasRemaining()) {
      await(selector, deadline);
      if (channel.read(in) < 0) {
        return new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
      }
    }
    throw new IOException("Envoy's admin answer is too long");
  }

  private static void await(Selector selector, long deadline) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0 || selector.select(millis) == 0) {
      throw new IOException("Envoy's admin endpoint does not answer");
    }
    selector.selectedKeys().clear();
  }
}
