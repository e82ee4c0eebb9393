package io.meshlog.dp.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.dp.log.LaunchLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch against what stands for Envoy on a real socket. */
class ConfigWatchSliceTest {
  @TempDir Path folder;

  private final Map<String, String> bodies = new ConcurrentHashMap<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final AtomicInteger unchanged = new AtomicInteger();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private ServerSocketChannel envoy;
  private ConfigWatch watch;

  @AfterEach
  void stop() throws IOException {
    watch.close();
    if (envoy != null) {
      envoy.close();
    }
  }

  @Test
  void tellsEachReaderOfEachChangeOnce() throws Exception {
    watch();
    bodies.put("/a", "first");
    envoy();
    assertThat(next()).isEqualTo("/a first");

    bodies.put("/b", "other");
    assertThat(next()).isEqualTo("/b other");
    bodies.put("/a", "second");
    assertThat(next()).isEqualTo("/a second");
    int before = unchanged.get();
    while (unchanged.get() < before + 4) {
      Thread.sleep(1);
    }
    assertThat(told).as("asked again with the tag, and answered that it is known").isEmpty();

    bodies.remove("/b");
    assertThat(next()).isEqualTo("/b ");
  }

  @Test
  void whatWasToldStaysWhenTheNextCannotBeReadAndEndsWithTheListener() throws Exception {
    watch();
    bodies.put("/a", "first");
    envoy();
    assertThat(next()).isEqualTo("/a first");
    bodies.put("/a", "bad");
    while (!output.toString().contains("at /a cannot be used: bad")) {
      Thread.sleep(1);
    }
    assertThat(told).isEmpty();

    envoy.close();
    Files.delete(socket());
    assertThat(next()).as("a listener that is gone for good says nothing").isEqualTo("/a ");
    bodies.put("/a", "again");
    envoy();
    assertThat(next()).isEqualTo("/a again");
  }

  private Path socket() {
    return folder.resolve("kuma-mesh-metric-config.sock");
  }

  private void watch() {
    watch =
        ConfigWatch.start(
            folder,
            Duration.ofMillis(10),
            Map.of("/a", body -> told("/a", body), "/b", body -> told("/b", body)),
            new LaunchLog(new PrintStream(output), LaunchLog.Level.INFO));
  }

  private void told(String path, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.equals("bad")) {
      throw new IllegalArgumentException("bad");
    }
    told.add(path + ' ' + text);
  }

  private String next() throws InterruptedException {
    return told.poll(60, TimeUnit.SECONDS);
  }

  private void envoy() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    envoy = server;
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
              serve(channel);
            } catch (IOException e) {
              // the next one
            }
          }
        });
  }

  private void serve(SocketChannel channel) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(4096);
    while (channel.read(in) >= 0) {
      String text = new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
      if (!text.endsWith("\r\n\r\n")) {
        continue;
      }
      in.clear();
      String body = bodies.get(text.split(" ")[1]);
      String answer;
      if (body == null) {
        answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
      } else if (text.contains("If-None-Match: t-" + body + "\r\n")) {
        unchanged.incrementAndGet();
        answer = "HTTP/1.1 304 Not Modified\r\netag: t-" + body + "\r\n\r\n";
      } else {
        answer =
            "HTTP/1.1 200 OK\r\netag: t-%s\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(body, body.length(), body);
      }
      channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
    }
  }
}
