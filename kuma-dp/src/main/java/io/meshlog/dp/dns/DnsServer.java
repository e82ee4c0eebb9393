package io.meshlog.dp.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DNS on loopback, of both families where the host has both, over UDP and TCP. */
public final class DnsServer implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final int port;
  private final List<DatagramChannel> datagrams = new ArrayList<>();
  private final List<ServerSocket> streams = new ArrayList<>();
  private @Nullable UdpQueries queries;

  private DnsServer(int port) {
    this.port = port;
  }

  /**
   * Binds and starts answering.
   *
   * @param resolvers the file that says who is asked for other names
   * @throws IOException if the port is taken
   */
  public static DnsServer open(int port, boolean ipv6, MeshNames names, Path resolvers)
      throws IOException {
    DnsServer server = new DnsServer(port);
    try {
      server.start(ipv6, names, resolvers);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void start(boolean ipv6, MeshNames names, Path file) throws IOException {
    bind("127.0.0.1");
    if (ipv6) {
      bind("::1");
    }
    Set<InetSocketAddress> own = new HashSet<>();
    for (DatagramChannel channel : datagrams) {
      own.add((InetSocketAddress) channel.getLocalAddress());
    }
    Resolvers resolvers = new Resolvers(file, Set.copyOf(own));
    queries = UdpQueries.of(datagrams, names, resolvers);
    Thread.ofPlatform().daemon().name("dns-udp").start(queries);
    for (ServerSocket stream : streams) {
      Thread.ofPlatform().daemon().name("dns-tcp").start(new TcpQueries(stream, names, resolvers));
    }
  }

  private void bind(String address) throws IOException {
    InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    DatagramChannel datagram = DatagramChannel.open();
    datagrams.add(datagram);
    datagram.configureBlocking(false);
    datagram.bind(at);
    ServerSocket stream = new ServerSocket();
    streams.add(stream);
    stream.bind(at, BACKLOG);
  }

  @Override
  public void close() {
    try {
      if (queries != null) {
        queries.stop();
      }
      for (DatagramChannel datagram : datagrams) {
        datagram.close();
      }
      for (ServerSocket stream : streams) {
        stream.close();
      }
    } catch (IOException e) {
      // the process ends anyway
    }
  }
}
