package io.meshlog.dp.readiness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP on loopback with one path, {@code GET /ready}. Written on plain sockets because the JDK's
 * server keeps about 2.5 MB more resident. One thread per connection, at most eight at a time;
 * further connections wait in the backlog.
 */
public final class ReadinessServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 8;
  private static final int READ_TIMEOUT_MILLIS = 2_000;
  private static final int MAX_HEAD_CHARACTERS = 8 << 10;

  private final ServerSocket server;
  private final Supplier<Readiness.Verdict> verdict;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);

  private ReadinessServer(ServerSocket server, Supplier<Readiness.Verdict> verdict) {
    this.server = server;
    this.verdict = verdict;
  }

  /**
   * Binds and starts answering.
   *
   * @param port 0 takes a free one (tests)
   */
  public static ReadinessServer open(int port, Supplier<Readiness.Verdict> verdict)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    ReadinessServer server = new ReadinessServer(socket, verdict);
    Thread.ofPlatform().daemon().name("readiness").start(server::accept);
    return server;
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // the process ends anyway
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      free.acquireUninterruptibly();
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().name("readiness-answer").start(() -> serve(socket));
      } catch (IOException e) {
        free.release();
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      String requestLine = readHead(socket);
      if (requestLine != null) {
        answer(socket.getOutputStream(), requestLine.split(" "));
      }
    } catch (IOException e) {
      // the prober went away; it asks again
    } finally {
      free.release();
    }
  }

  /** The request line, after all header lines were read; null if the request is no HTTP. */
  private static @Nullable String readHead(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 512);
    StringBuilder head = new StringBuilder();
    while (head.length() < MAX_HEAD_CHARACTERS) {
      int c = in.read();
      if (c < 0) {
        return null;
      }
      head.append((char) c);
      if (c == '\n' && head.length() > 2 && endsWithEmptyLine(head)) {
        return head.substring(0, head.indexOf("\n")).strip();
      }
    }
    return null;
  }

  private static boolean endsWithEmptyLine(StringBuilder head) {
    int before = head.length() - 2;
    char previous = head.charAt(before) == '\r' ? head.charAt(before - 1) : head.charAt(before);
    return previous == '\n';
  }

  private void answer(OutputStream out, String[] requestLine) throws IOException {
    String method = requestLine[0];
    String path = requestLine.length > 1 ? requestLine[1].split("\\?", 2)[0] : "";
    boolean headOnly = method.equals("HEAD");
    if (!path.equals("/ready")) {
      write(out, 404, "404 page not found\n", headOnly);
    } else if (!method.equals("GET") && !headOnly) {
      write(out, 405, "", false);
    } else {
      Readiness.Verdict now = verdict.get();
      write(out, now.status(), now.body(), headOnly);
    }
  }

  private static void write(OutputStream out, int status, String body, boolean headOnly)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + " "
            + reason(status)
            + "\r\nContent-Type: text/plain; charset=utf-8"
            + "\r\nContent-Length: "
            + bytes.length
            + "\r\nConnection: close\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    if (!headOnly) {
      out.write(bytes);
    }
    out.flush();
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 503 -> "Service Unavailable";
      default -> "Status";
    };
  }
}
