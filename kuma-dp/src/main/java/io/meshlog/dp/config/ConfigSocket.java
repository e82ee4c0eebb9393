package io.meshlog.dp.config;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One connection to the socket at which Envoy answers with what the control plane says. Blocks as
 * long as Envoy is silent; closing it from another thread ends that. For one thread.
 */
final class ConfigSocket implements AutoCloseable {
  private static final int MAX_BODY = 4 << 20;
  private static final int BUFFER = 8 << 10;

  /**
   * @param tag to ask with the next time, empty when the answer has none
   */
  record Answer(int status, String tag, byte[] body) {}

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();

  private ConfigSocket(SocketChannel channel) {
    this.channel = channel;
  }

  static ConfigSocket open(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return new ConfigSocket(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * @param tag of the answer one has, empty for none
   */
  Answer get(String path, String tag) throws IOException {
    String condition = tag.isEmpty() ? "" : "If-None-Match: " + tag + "\r\n";
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + condition + "\r\n";
    ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    while (out.hasRemaining()) {
      channel.write(out);
    }
    int status = status(line());
    int length = 0;
    String found = "";
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      switch (name) {
        case "content-length" -> length = length(value);
        case "etag" -> found = value;
        case "transfer-encoding" -> throw new IOException("an answer without a length");
        default -> {}
      }
    }
    return new Answer(status, found, body(status == 304 ? 0 : length));
  }

  private static int status(String line) throws IOException {
    try {
      if (line.startsWith("HTTP/1.1 ")) {
        return Integer.parseInt(line.substring(9, 12));
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // as any other line that is none
    }
    throw new IOException("no HTTP answer");
  }

  private static int length(String text) throws IOException {
    try {
      int length = Integer.parseInt(text);
      if (length >= 0 && length <= MAX_BODY) {
        return length;
      }
    } catch (NumberFormatException e) {
      // as one that is too long
    }
    throw new IOException("an answer of " + text + " bytes, at most are " + MAX_BODY);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = next(); c != '\n'; c = next()) {
      line.append((char) c);
      if (line.length() > BUFFER) {
        throw new IOException("a header that is too long");
      }
    }
    return line.toString().strip();
  }

  private int next() throws IOException {
    if (!in.hasRemaining()) {
      fill();
    }
    return in.get() & 0xff;
  }

  private void fill() throws IOException {
    int read = channel.read(in.clear());
    in.flip();
    if (read < 0) {
      throw new EOFException("the connection was closed");
    }
  }

  private byte[] body(int length) throws IOException {
    byte[] body = new byte[length];
    int at = 0;
    while (at < length) {
      if (!in.hasRemaining()) {
        fill();
      }
      int part = Math.min(length - at, in.remaining());
      in.get(body, at, part);
      at += part;
    }
    return body;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
