package io.meshlog.bench.load;

import io.meshlog.embedded.FileTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** A {@link FloorServer} in a process of its own. */
final class Floor implements Target {
  private static final byte[] ANY = {};

  /** Beside the recording. */
  private static final long HEAP_MIB = 1_024;

  private final Path folder;
  private final Process process;
  private final BufferedReader answers;
  private final Address ads;
  private Changes.Recorded recorded;

  private Floor(
      Path folder,
      Process process,
      BufferedReader answers,
      Address ads,
      Changes.Recorded recorded) {
    this.folder = folder;
    this.recorded = recorded;
    this.process = process;
    this.answers = answers;
    this.ads = ads;
  }

  /**
   * @param recorded the changes that it repeats; {@link #repeat} tells others
   */
  static Floor start(Recording recording, boolean delta, Changes.Recorded recorded)
      throws IOException {
    Path folder = Files.createTempDirectory("meshlog-bench-floor");
    try {
      return start(folder, recording, delta, recorded);
    } catch (IOException e) {
      FileTree.delete(folder);
      throw e;
    }
  }

  private static Floor start(
      Path folder, Recording recording, boolean delta, Changes.Recorded recorded)
      throws IOException {
    Path file = folder.resolve("recording");
    recording.write(file);
    Path certificate = FloorCertificate.make(folder);
    long heapMib = HEAP_MIB + Files.size(file) / (1 << 20);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx" + heapMib + "m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    FloorServer.class.getName(),
                    file.toString(),
                    certificate.toString(),
                    Boolean.toString(delta)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = port(answers);
    return new Floor(
        folder,
        process,
        answers,
        new Address("127.0.0.1", Integer.parseInt(port), FloorCertificate.forClients(certificate)),
        recorded);
  }

  private static String port(BufferedReader answers) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(FloorServer.LISTENING)) {
        return line.substring(FloorServer.LISTENING.length());
      }
    }
    throw new IOException("the floor server did not start");
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
      process
          .getOutputStream()
          .write((recorded.chapter(kind) + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      answers.readLine();
      return System.nanoTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void repeat(Changes.Recorded others) {
    recorded = others;
  }

  /** It sends the same bytes to the same proxies again and again. */
  @Override
  public int like(Kind kind, int n) {
    return recorded.number(kind);
  }

  @Override
  public byte[] marker(Kind kind, int n) {
    return ANY;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(process.pid());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    FileTree.delete(folder);
  }
}
