package io.meshlog.dp.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queries over UDP, all by one thread. What is passed on has a socket and a number of its own, both
 * random, so that nobody else can answer in a resolver's name. At most 256 are passed on at a time;
 * one more fails at once.
 */
final class UdpQueries implements Runnable {
  private static final int MOST = 256;
  private static final int TRIES = 3;
  private static final long TRY_NANOS = 2_000_000_000L;
  private static final int BUFFER = 65_535;

  private final Selector selector;
  private final MeshNames names;
  private final Resolvers resolvers;
  private final SecureRandom random = new SecureRandom();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  /** Those passed on, the oldest try first: all tries last equally long. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** One that a resolver was asked. */
  private record Waiting(
      DnsMessage query,
      DatagramChannel door,
      SocketAddress from,
      DatagramChannel resolver,
      short number,
      int tries,
      long until) {}

  private UdpQueries(Selector selector, MeshNames names, Resolvers resolvers) {
    this.selector = selector;
    this.names = names;
    this.resolvers = resolvers;
  }

  /**
   * @param doors bound, not blocking; closed by whoever opened them
   */
  static UdpQueries of(List<DatagramChannel> doors, MeshNames names, Resolvers resolvers)
      throws IOException {
    Selector selector = Selector.open();
    UdpQueries queries = new UdpQueries(selector, names, resolvers);
    for (DatagramChannel door : doors) {
      door.register(selector, SelectionKey.OP_READ);
    }
    return queries;
  }

  /** Until {@link #stop}. */
  @Override
  public void run() {
    try (selector) {
      while (selector.isOpen()) {
        Waiting oldest = waiting.peek();
        long nanos = oldest == null ? 0 : oldest.until() - System.nanoTime();
        // 0 waits for ever: without anything passed on nothing here runs.
        selector.select(oldest == null ? 0 : Math.max(1, nanos / 1_000_000 + 1));
        for (SelectionKey key : selector.selectedKeys()) {
          ready(key);
        }
        selector.selectedKeys().clear();
        giveUp();
      }
    } catch (IOException | ClosedSelectorException e) {
      // stopped
    } finally {
      waiting.forEach(one -> close(one.resolver()));
    }
  }

  void stop() throws IOException {
    selector.close();
  }

  private void ready(SelectionKey key) {
    DatagramChannel channel = (DatagramChannel) key.channel();
    if (key.attachment() instanceof Waiting one) {
      answered(one);
      return;
    }
    try {
      SocketAddress from = channel.receive(buffer.clear());
      if (from != null) {
        asked(channel, from, bytes());
      }
    } catch (IOException e) {
      // of one query only
    }
  }

  private byte[] bytes() {
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private void asked(DatagramChannel door, SocketAddress from, byte[] bytes) {
    DnsMessage query = DnsMessage.query(bytes);
    if (query == null) {
      return;
    }
    byte[] answer = names.answer(query, query.largest());
    if (answer != null) {
      send(door, from, answer);
    } else {
      passOn(query, door, from, 0);
    }
  }

  private void passOn(DnsMessage query, DatagramChannel door, SocketAddress from, int tries) {
    List<InetSocketAddress> all = resolvers.inOrder();
    for (int i = tries; !all.isEmpty() && i < TRIES && waiting.size() < MOST; i++) {
      DatagramChannel channel = null;
      try {
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.connect(all.get(i % all.size()));
        short number = (short) random.nextInt();
        byte[] sent = query.bytes().clone();
        ByteBuffer.wrap(sent).putShort(0, number);
        channel.write(ByteBuffer.wrap(sent));
        long until = System.nanoTime() + TRY_NANOS;
        Waiting one = new Waiting(query, door, from, channel, number, i + 1, until);
        channel.register(selector, SelectionKey.OP_READ, one);
        waiting.add(one);
        return;
      } catch (IOException e) {
        close(channel);
      }
    }
    send(door, from, query.failure());
  }

  private void answered(Waiting one) {
    try {
      if (one.resolver().read(buffer.clear()) <= 0) {
        return;
      }
      byte[] response = bytes();
      boolean its =
          response.length >= DnsMessage.HEADER
              && ByteBuffer.wrap(response).getShort(0) == one.number()
              && DnsMessage.answers(response, one.query());
      if (!its) {
        return;
      }
      done(one);
      System.arraycopy(one.query().bytes(), 0, response, 0, 2);
      send(one.door(), one.from(), response);
    } catch (IOException e) {
      // Nobody listens there: the next one may.
      done(one);
      passOn(one.query(), one.door(), one.from(), one.tries());
    }
  }

  private void giveUp() {
    long now = System.nanoTime();
    for (Waiting one = waiting.peek(); one != null; one = waiting.peek()) {
      if (one.until() - now > 0) {
        return;
      }
      done(one);
      passOn(one.query(), one.door(), one.from(), one.tries());
    }
  }

  private void done(Waiting one) {
    waiting.remove(one);
    close(one.resolver());
  }

  private static void send(DatagramChannel door, SocketAddress to, byte[] answer) {
    try {
      door.send(ByteBuffer.wrap(answer), to);
    } catch (IOException e) {
      // whoever asked went away
    }
  }

  private static void close(@Nullable DatagramChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // it is of no use any more
    }
  }
}
