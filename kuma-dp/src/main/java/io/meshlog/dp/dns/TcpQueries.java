package io.meshlog.dp.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/**
 * Queries over TCP: what does not fit a packet, or comes from who prefers it. One thread per
 * connection, at most 16 at a time; further connections wait in the backlog.
 */
final class TcpQueries implements Runnable {
  private static final int MAX_CONNECTIONS = 16;
  private static final int IDLE_MILLIS = 10_000;
  private static final int RESOLVER_MILLIS = 3_000;
  private static final int MAX_MESSAGE = 65_535;

  private final ServerSocket server;
  private final MeshNames names;
  private final Resolvers resolvers;
  private final Semaphore free;

  /**
   * @param server bound; closed by whoever opened it
   */
  TcpQueries(ServerSocket server, MeshNames names, Resolvers resolvers) {
    this.server = server;
    this.names = names;
    this.resolvers = resolvers;
    this.free = new Semaphore(MAX_CONNECTIONS);
  }

  /** Until the socket is closed. */
  @Override
  public void run() {
    while (!server.isClosed()) {
      free.acquireUninterruptibly();
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().name("dns-tcp-answer").start(() -> serve(socket));
      } catch (IOException e) {
        free.release();
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(IDLE_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        DnsMessage query = DnsMessage.query(message(in));
        if (query == null) {
          return;
        }
        byte[] answer = names.answer(query, MAX_MESSAGE);
        write(socket.getOutputStream(), answer == null ? passedOn(query) : answer);
      }
    } catch (IOException e) {
      // whoever asked went away, or was silent for too long
    } finally {
      free.release();
    }
  }

  private byte[] passedOn(DnsMessage query) {
    for (InetSocketAddress resolver : resolvers.inOrder()) {
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(RESOLVER_MILLIS);
        socket.connect(resolver, RESOLVER_MILLIS);
        write(socket.getOutputStream(), query.bytes());
        byte[] response = message(new DataInputStream(socket.getInputStream()));
        if (DnsMessage.answers(response, query)) {
          return response;
        }
      } catch (IOException e) {
        // the next one may answer
      }
    }
    return query.failure();
  }

  private static byte[] message(DataInputStream in) throws IOException {
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return message;
  }

  private static void write(OutputStream out, byte[] message) throws IOException {
    ByteBuffer framed = ByteBuffer.allocate(2 + message.length);
    framed.putShort((short) message.length).put(message);
    out.write(framed.array());
    out.flush();
  }
}
