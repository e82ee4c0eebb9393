package io.meshlog.dp.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.dp.log.LaunchLog;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real pipe and a real receiver. */
class AccessLogsSliceTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @Test
  void passesOnToTheReceiverOfEachRecordAndReconnects() throws Exception {
    LaunchLog log = new LaunchLog(new PrintStream(output), LaunchLog.Level.INFO);
    try (ServerSocket receiver = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        AccessLogPipe pipe = AccessLogPipe.make(folder, "default", "dp-1");
        AccessLogs logs = AccessLogs.read(pipe, log);
        FileOutputStream envoy = new FileOutputStream(pipe.path().toFile())) {
      receiver.setSoTimeout(60_000);
      String to = "127.0.0.1:" + receiver.getLocalPort();
      assertThat(pipe.path()).hasFileName("kuma-al-dp-1-default.sock");
      write(envoy, "{\"address\":\"%s\",\"message\":\"one\\n\"}\n".formatted(to));
      write(envoy, "no record\n" + "x".repeat(100_000) + "\n");
      write(envoy, to + ";two\n");
      try (Socket first = receiver.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8))) {
        first.setSoTimeout(60_000);
        assertThat(in.readLine()).isEqualTo("one");
        assertThat(in.readLine()).isEqualTo("two");
      }
      // The first one or two after the receiver went may be lost with the connection.
      receiver.setSoTimeout(200);
      Socket again = null;
      for (int i = 0; again == null && i < 300; i++) {
        write(envoy, to + ";three\n");
        try {
          again = receiver.accept();
        } catch (java.net.SocketTimeoutException e) {
          // once more
        }
      }
      assertThat(again).isNotNull();
      try (Socket second = again;
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(second.getInputStream(), StandardCharsets.UTF_8))) {
        second.setSoTimeout(60_000);
        assertThat(in.readLine()).isEqualTo("three");
      }
    }
    assertThat(output.toString()).contains("too long or no record");
  }

  /** Envoy's thread must not wait for a receiver that takes nothing. */
  @Test
  void dropsWhatIsNotTaken() throws Exception {
    LaunchLog log = new LaunchLog(new PrintStream(output), LaunchLog.Level.INFO);
    try (ServerSocket receiver = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        AccessLogPipe pipe = AccessLogPipe.make(folder, "default", "dp-1");
        AccessLogs logs = AccessLogs.read(pipe, log);
        FileOutputStream envoy = new FileOutputStream(pipe.path().toFile())) {
      byte[] line =
          ("127.0.0.1:" + receiver.getLocalPort() + ";" + "y".repeat(8000) + "\n")
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 4000; i++) {
        envoy.write(line);
      }
    }
    assertThat(output.toString()).contains("has not taken yet");
  }

  private static void write(FileOutputStream envoy, String text) throws Exception {
    envoy.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
