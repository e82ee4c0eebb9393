package io.meshlog.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1. */
public final class LoopbackPort {

  private LoopbackPort() {}

  /** A port that was free a moment ago; who binds it must be ready to lose a race and ask again. */
  public static int free() {
    try (var socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether nobody listens on the port. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(loopback(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /**
   * The port to start a server on: {@code wanted} itself, or a free one when it is 0.
   *
   * @throws ServerStartException when a stranger listens on the wanted port
   */
  static int resolve(int wanted, String server) {
    if (wanted == 0) {
      return free();
    }
    if (!isFree(wanted)) {
      throw new ServerStartException(
          server
              + " cannot start: port "
              + wanted
              + " on 127.0.0.1 is taken by a process that Meshlog did not start");
    }
    return wanted;
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }
}
