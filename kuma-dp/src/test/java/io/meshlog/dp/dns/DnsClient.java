package io.meshlog.dp.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Asks a DNS server on loopback, written by the RFC and not by what is tested with it. */
public final class DnsClient {
  public static final int A = 1;
  public static final int AAAA = 28;
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int ID = 0x1234;

  /**
   * @param answers addresses in the order given, with their TTL
   */
  public record Reply(int rcode, boolean cut, boolean authoritative, List<String> answers) {}

  private DnsClient() {}

  public static byte[] query(String name, int type) {
    return query(name, type, 0);
  }

  /**
   * @param largest told by an OPT record; 0: none
   */
  public static byte[] query(String name, int type, int largest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(ID);
      out.writeShort(0x0100);
      out.writeShort(1);
      out.writeInt(0);
      out.writeShort(largest > 0 ? 1 : 0);
      for (String label : name.split("\\.")) {
        out.writeByte(label.length());
        out.write(label.getBytes(StandardCharsets.US_ASCII));
      }
      out.writeByte(0);
      out.writeShort(type);
      out.writeShort(1);
      if (largest > 0) {
        out.writeByte(0);
        out.writeShort(41);
        out.writeShort(largest);
        out.writeInt(0);
        out.writeShort(0);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  public static Reply udp(int port, String name, int type) throws IOException {
    return reply(udp(port, query(name, type)));
  }

  public static byte[] udp(int port, byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      socket.send(new DatagramPacket(query, query.length, loopback, port));
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }
  }

  public static Reply tcp(int port, String name, int type) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] query = query(name, type);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(query.length);
      out.write(query);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return reply(in.readNBytes(in.readUnsignedShort()));
    }
  }

  public static Reply reply(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int id = in.getShort() & 0xffff;
    int flags = in.getShort() & 0xffff;
    if (id != ID || (flags & 0x8000) == 0 || in.getShort() != 1) {
      throw new IOException("not the answer to this question");
    }
    int count = in.getShort();
    in.position(12);
    skipName(in);
    in.getInt();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      skipName(in);
      int type = in.getShort();
      in.getShort();
      int ttl = in.getInt();
      byte[] data = new byte[in.getShort()];
      in.get(data);
      answers.add(
          type == A || type == AAAA
              ? InetAddress.getByAddress(data).getHostAddress() + ' ' + ttl
              : "type " + type);
    }
    return new Reply(flags & 15, (flags & 0x0200) != 0, (flags & 0x0400) != 0, answers);
  }

  private static void skipName(ByteBuffer in) {
    while (true) {
      int length = in.get() & 0xff;
      if (length >= 0xC0) {
        in.get();
        return;
      }
      if (length == 0) {
        return;
      }
      in.position(in.position() + length);
    }
  }
}
