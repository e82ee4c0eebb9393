package io.meshlog.dp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server on real sockets, with resolvers of its own behind it. */
class DnsServerSliceTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int NAME_ERROR = 3;

  @TempDir Path folder;

  private final MeshNames names = new MeshNames();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private Path resolvConf;
  private int port;

  @BeforeEach
  void start() throws IOException {
    resolvConf = Files.writeString(folder.resolve("resolv.conf"), "# none\n");
    names.replace(
        records(
            "{'records':[{'name':'Backend.mesh','ips':['240.0.0.1','240.0.0.2','fd00::1']},"
                + "{'name':'v4.mesh','ips':['240.0.0.3','nonsense']},{'name':'none.mesh','ips':null}],"
                + "'ttl':7,'extraLabels':{'mesh':'default'}}"));
    // A port that is free for UDP and TCP.
    for (int tries = 0; port == 0; tries++) {
      try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
        port = free.getLocalPort();
      }
      try {
        closing.add(DnsServer.open(port, false, names, resolvConf));
      } catch (IOException e) {
        assertThat(tries).as(e.getMessage()).isLessThan(20);
        port = 0;
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : closing) {
      each.close();
    }
  }

  @Test
  void answersForNamesOfTheMeshOverUdpAndTcp() throws IOException {
    var expected = new DnsClient.Reply(0, false, true, List.of("240.0.0.1 7", "240.0.0.2 7"));
    assertThat(DnsClient.udp(port, "backend.mesh", DnsClient.A)).isEqualTo(expected);
    assertThat(DnsClient.tcp(port, "backend.mesh", DnsClient.A)).isEqualTo(expected);
    assertThat(DnsClient.udp(port, "BACKEND.mesh.", DnsClient.A)).isEqualTo(expected);
    assertThat(DnsClient.udp(port, "backend.mesh", DnsClient.AAAA).answers())
        .containsExactly("fd00:0:0:0:0:0:0:1 7");
  }

  @Test
  void aNameOfTheMeshWithoutSuchARecordIsThereAllTheSame() throws IOException {
    var nothing = new DnsClient.Reply(0, false, true, List.of());
    assertThat(DnsClient.udp(port, "v4.mesh", DnsClient.AAAA)).isEqualTo(nothing);
    assertThat(DnsClient.udp(port, "v4.mesh", 65)).as("HTTPS").isEqualTo(nothing);
    assertThat(DnsClient.udp(port, "none.mesh", DnsClient.A)).isEqualTo(nothing);
    assertThat(DnsClient.udp(port, "v4.mesh", DnsClient.A).answers())
        .containsExactly("240.0.0.3 7");
  }

  @Test
  void whatDoesNotFitAPacketIsCutAndWholeOverTcp() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 1; i <= 60; i++) {
      many.append(i > 1 ? "," : "").append("'240.0.1.").append(i).append('\'');
    }
    names.replace(records("{'records':[{'name':'many.mesh','ips':[" + many + "]}]}"));
    DnsClient.Reply cut = DnsClient.udp(port, "many.mesh", DnsClient.A);
    assertThat(cut.cut()).isTrue();
    assertThat(cut.answers()).hasSizeBetween(20, 35);
    assertThat(DnsClient.tcp(port, "many.mesh", DnsClient.A).answers()).hasSize(60);
    byte[] withOpt = DnsClient.udp(port, DnsClient.query("many.mesh", DnsClient.A, 4096));
    assertThat(DnsClient.reply(withOpt).answers()).hasSize(60);
  }

  @Test
  void asksTheResolversOfTheHostForOtherNames() throws Exception {
    int resolver = resolver();
    resolvers(resolver);
    var expected = new DnsClient.Reply(NAME_ERROR, false, false, List.of());
    assertThat(DnsClient.udp(port, "example.org", DnsClient.A)).isEqualTo(expected);
    assertThat(DnsClient.tcp(port, "example.org", DnsClient.A)).isEqualTo(expected);
    assertThat(DnsClient.udp(port, "other.mesh", DnsClient.A)).isEqualTo(expected);
  }

  @Test
  void asksTheNextResolverWhenOneDoesNotAnswer() throws Exception {
    int silent;
    DatagramSocket quiet = new DatagramSocket(0, LOOPBACK);
    closing.add(quiet);
    silent = quiet.getLocalPort();
    resolvers(silent, resolver());
    assertThat(DnsClient.udp(port, "example.org", DnsClient.A).rcode()).isEqualTo(NAME_ERROR);
  }

  @Test
  void failsWithoutResolversAndDoesNotAskItself() throws IOException {
    assertThat(DnsClient.udp(port, "example.org", DnsClient.A).rcode()).isEqualTo(2);
    resolvers(port);
    assertThat(DnsClient.udp(port, "example.org", DnsClient.A).rcode()).isEqualTo(2);
    assertThat(DnsClient.tcp(port, "example.org", DnsClient.A).rcode()).isEqualTo(2);
  }

  /** 256 wait for a resolver that is silent; those after them are answered at once. */
  @Test
  void passesOnABoundedNumberAndStillAnswersForTheMesh() throws Exception {
    DatagramSocket quiet = new DatagramSocket(0, LOOPBACK);
    closing.add(quiet);
    resolvers(quiet.getLocalPort());
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      socket.setSoTimeout(30_000);
      byte[] query = DnsClient.query("example.org", DnsClient.A);
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      int sent = 0;
      boolean refused = false;
      socket.setSoTimeout(1);
      while (!refused && sent < 5000) {
        socket.send(new DatagramPacket(query, query.length, LOOPBACK, port));
        sent++;
        try {
          socket.receive(answer);
          refused = true;
        } catch (java.net.SocketTimeoutException e) {
          // it waits for the resolver
        }
      }
      assertThat(refused).as("a bound, after " + sent).isTrue();
      assertThat(sent).isGreaterThan(200);
    }
    assertThat(DnsClient.udp(port, "v4.mesh", DnsClient.A).answers()).hasSize(1);
  }

  @Test
  void whatIsNoQueryIsNotAnsweredAndDoesNoHarm() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      byte[] whole = DnsClient.query("backend.mesh", DnsClient.A);
      for (int length = 0; length < whole.length; length++) {
        socket.send(new DatagramPacket(whole, length, LOOPBACK, port));
      }
      byte[] response = whole.clone();
      response[2] |= (byte) 0x80;
      socket.send(new DatagramPacket(response, response.length, LOOPBACK, port));
      assertThat(DnsClient.udp(port, "v4.mesh", DnsClient.A).answers()).hasSize(1);
      socket.setSoTimeout(50);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> socket.receive(new DatagramPacket(new byte[512], 512))))
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  private static DnsRecords records(String json) {
    return DnsRecords.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private void resolvers(int... ports) throws IOException {
    StringBuilder text = new StringBuilder("search example.org\n");
    Arrays.stream(ports)
        .forEach(each -> text.append("nameserver [127.0.0.1]:").append(each).append('\n'));
    FileTime before = Files.getLastModifiedTime(resolvConf);
    Files.writeString(resolvConf, text);
    Files.setLastModifiedTime(resolvConf, FileTime.fromMillis(before.toMillis() + 1000));
  }

  /** Says over UDP and TCP that there is no such name, after an answer to another question. */
  private int resolver() throws IOException {
    ServerSocket tcp = new ServerSocket(0, 1, LOOPBACK);
    closing.add(tcp);
    DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), LOOPBACK);
    closing.add(udp);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (true) {
              DatagramPacket packet = new DatagramPacket(new byte[512], 512);
              udp.receive(packet);
              byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
              byte[] other = noSuchName(query);
              other[0]++;
              udp.send(new DatagramPacket(other, other.length, packet.getSocketAddress()));
              byte[] answer = noSuchName(query);
              udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
          } catch (IOException e) {
            // closed
          }
        });
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (true) {
              try (Socket socket = tcp.accept()) {
                var in = new java.io.DataInputStream(socket.getInputStream());
                byte[] answer = noSuchName(in.readNBytes(in.readUnsignedShort()));
                ByteBuffer framed = ByteBuffer.allocate(answer.length + 2);
                framed.putShort((short) answer.length).put(answer);
                socket.getOutputStream().write(framed.array());
              }
            }
          } catch (IOException e) {
            // closed
          }
        });
    return tcp.getLocalPort();
  }

  private static byte[] noSuchName(byte[] query) {
    byte[] answer = query.clone();
    answer[2] |= (byte) 0x80;
    answer[3] = NAME_ERROR;
    return answer;
  }
}
