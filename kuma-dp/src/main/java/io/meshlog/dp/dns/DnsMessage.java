package io.meshlog.dp.dns;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query, as far as it matters here: its header and its first question (RFC 1035 4.1). What is
 * passed on is passed on byte by byte. A library for all of DNS would keep 3.6 MB resident for it.
 *
 * @param bytes all of it
 * @param name as written, with dots between the labels
 * @param end where the question ends
 * @param largest answer over UDP that whoever asks can take
 */
record DnsMessage(byte[] bytes, String name, int type, int dnsClass, int end, int largest) {
  static final int A = 1;
  static final int AAAA = 28;
  static final int IN = 1;
  static final int NO_ERROR = 0;
  static final int SERVER_FAILURE = 2;
  static final int HEADER = 12;

  /** What everybody can take, and what fits a packet of all usual networks. */
  private static final int PLAIN_UDP = 512;

  private static final int LARGEST_UDP = 1232;
  private static final int OPT = 41;
  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RECURSION_AVAILABLE = 0x0080;
  private static final int OPCODE = 0x7800;
  private static final int POINTER_TO_QUESTION = 0xC000 | HEADER;
  private static final int RECORD_HEAD = 12;

  /** Null when these bytes are no query with a question. */
  static @Nullable DnsMessage query(byte[] bytes) {
    if (bytes.length < HEADER) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int flags = in.getShort(2) & 0xffff;
    if ((flags & (RESPONSE | OPCODE)) != 0 || in.getShort(4) < 1) {
      return null;
    }
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    while (true) {
      if (at >= bytes.length) {
        return null;
      }
      int length = bytes[at++] & 0xff;
      if (length == 0) {
        break;
      }
      if (length > 63 || at + length > bytes.length || name.length() > 255) {
        return null;
      }
      if (!name.isEmpty()) {
        name.append('.');
      }
      name.append(new String(bytes, at, length, StandardCharsets.ISO_8859_1));
      at += length;
    }
    if (at + 4 > bytes.length) {
      return null;
    }
    int type = in.getShort(at) & 0xffff;
    int dnsClass = in.getShort(at + 2) & 0xffff;
    return new DnsMessage(bytes, name.toString(), type, dnsClass, at + 4, largest(in, at + 4));
  }

  /** Who can take more says so in an OPT record, which comes first in what follows (RFC 6891). */
  private static int largest(ByteBuffer in, int end) {
    boolean opt =
        in.getShort(4) == 1
            && in.getShort(6) == 0
            && in.getShort(8) == 0
            && in.getShort(10) > 0
            && in.limit() >= end + 11
            && in.get(end) == 0
            && in.getShort(end + 1) == OPT;
    return opt ? Math.clamp(in.getShort(end + 3) & 0xffff, PLAIN_UDP, LARGEST_UDP) : PLAIN_UDP;
  }

  /** The same question as another message's, whose answer this may be. */
  static boolean answers(byte[] response, DnsMessage query) {
    if (response.length < query.end || (response[2] & 0x80) == 0) {
      return false;
    }
    for (int i = HEADER; i < query.end; i++) {
      if (lower(response[i]) != lower(query.bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  /** With these addresses; as many as fit, marked as cut when some do not. */
  byte[] answer(List<InetAddress> addresses, int ttl, int limit) {
    int size = end;
    int count = 0;
    for (InetAddress address : addresses) {
      int more = RECORD_HEAD + address.getAddress().length;
      if (size + more > limit) {
        break;
      }
      size += more;
      count++;
    }
    ByteBuffer out = reply(size, count, AUTHORITATIVE | (count < addresses.size() ? TRUNCATED : 0));
    for (InetAddress address : addresses.subList(0, count)) {
      byte[] data = address.getAddress();
      out.putShort((short) POINTER_TO_QUESTION)
          .putShort((short) (data.length == 4 ? A : AAAA))
          .putShort((short) IN)
          .putInt(ttl)
          .putShort((short) data.length)
          .put(data);
    }
    return out.array();
  }

  byte[] failure() {
    return reply(end, 0, SERVER_FAILURE).array();
  }

  private ByteBuffer reply(int size, int answers, int flags) {
    int asked = ByteBuffer.wrap(bytes).getShort(2) & RECURSION_DESIRED;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(bytes, 0, 2)
        .putShort((short) (RESPONSE | RECURSION_AVAILABLE | asked | flags))
        .putShort((short) 1)
        .putShort((short) answers)
        .putInt(0)
        .put(bytes, HEADER, end - HEADER);
    return out;
  }
}
