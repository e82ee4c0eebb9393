package io.meshlog.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A {@link FloorServer} in a process of its own. */
final class Floor implements Target {
  private static final byte[] ANY = {};

  private final Process process;
  private final BufferedReader answers;
  private final Address ads;
  private final int recorded;

  private Floor(Process process, BufferedReader answers, Address ads, int recorded) {
    this.recorded = recorded;
    this.process = process;
    this.answers = answers;
    this.ads = ads;
  }

  /**
   * @param key of the certificate, PEM
   * @param recorded number of the changes that were recorded
   */
  static Floor start(Path recording, Path certificate, Path key, boolean delta, int recorded)
      throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xmx1g",
                    "-cp",
                    System.getProperty("java.class.path"),
                    FloorServer.class.getName(),
                    recording.toString(),
                    certificate.toString(),
                    key.toString(),
                    Boolean.toString(delta)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = answers.readLine();
    if (port == null) {
      throw new IOException("the floor server did not start");
    }
    return new Floor(
        process, answers, new Address("127.0.0.1", Integer.parseInt(port), certificate), recorded);
  }

  @Override
  public String name() {
    return "floor";
  }

  @Override
  public Address ads() {
    return ads;
  }

  @Override
  public String token() {
    return "none";
  }

  @Override
  public long change(Kind kind, int n) {
    try {
      process.getOutputStream().write((kind.name() + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      answers.readLine();
      return System.nanoTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It sends the same bytes to the same proxies again and again. */
  @Override
  public int like(Kind kind, int n) {
    return recorded;
  }

  @Override
  public byte[] marker(Kind kind, int n) {
    return ANY;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
