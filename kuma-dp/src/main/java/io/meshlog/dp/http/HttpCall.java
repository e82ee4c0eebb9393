package io.meshlog.dp.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Calls over TCP or a unix socket, with a limit on time and on size. Thread-safe. */
public record HttpCall(SocketAddress address, Duration timeout) {
  private static final int MAX_BYTES = 32 << 20;
  private static final int BUFFER = 64 << 10;

  /**
   * @param head in lower case, each line after a line break
   * @param body as text
   */
  public record Reply(int status, String head, String body) {
    /** The value of a header, empty without it. */
    public String header(String name) {
      int at = head.indexOf("\r\n" + name + ":");
      int start = at + name.length() + 3;
      int end = head.indexOf("\r\n", start);
      return at < 0 ? "" : head.substring(start, end < 0 ? head.length() : end).strip();
    }
  }

  public Reply get(String path) throws IOException {
    return exchange(
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", new byte[0]);
  }

  /**
   * @param headers each with its line break
   */
  public Reply post(String path, String headers, byte[] body) throws IOException {
    return exchange(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n"
            + headers
            + "\r\n",
        body);
  }

  private Reply exchange(String head, byte[] body) throws IOException {
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
      key.interestOps(SelectionKey.OP_WRITE);
      for (byte[] part : new byte[][] {head.getBytes(StandardCharsets.US_ASCII), body}) {
        ByteBuffer out = ByteBuffer.wrap(part);
        while (out.hasRemaining()) {
          await(selector, deadline);
          channel.write(out);
        }
      }
      key.interestOps(SelectionKey.OP_READ);
      return parse(readAll(channel, selector, deadline));
    }
  }

  private static byte[] readAll(SocketChannel channel, Selector selector, long deadline)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(BUFFER);
    while (all.size() < MAX_BYTES) {
      await(selector, deadline);
      if (channel.read(in.clear()) < 0) {
        return all.toByteArray();
      }
      all.write(in.array(), 0, in.position());
    }
    throw new IOException("the answer is larger than " + MAX_BYTES + " bytes");
  }

  private static void await(Selector selector, long deadline) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0 || selector.select(millis) == 0) {
      throw new IOException("no answer in time");
    }
    selector.selectedKeys().clear();
  }

  /** The connection was read to its end, so that a length need not be looked at. */
  static Reply parse(byte[] response) throws IOException {
    String text = new String(response, StandardCharsets.ISO_8859_1);
    int headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0 || !text.startsWith("HTTP/1.")) {
      throw new IOException("no HTTP answer");
    }
    String head = text.substring(0, headEnd).toLowerCase(Locale.ROOT);
    String rest = text.substring(headEnd + 4);
    try {
      int status = Integer.parseInt(head.substring(9, 12));
      String body = head.contains("\r\ntransfer-encoding: chunked") ? joined(rest) : rest;
      return new Reply(
          status,
          head,
          new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException("a broken HTTP answer", e);
    }
  }

  private static String joined(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int lineEnd = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, lineEnd).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return body.toString();
      }
      body.append(chunks, lineEnd + 2, lineEnd + 2 + size);
      at = lineEnd + 2 + size + 2;
    }
  }
}
