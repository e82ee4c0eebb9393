package io.meshlog.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The subscriber in Python of {@code examples/python-subscriber}, with the packages it needs from
 * PyPI below this module's {@code target}.
 */
final class PythonSubscriber {
  private static final Path ROOT = Path.of(System.getProperty("meshlog.root", ".."));
  private static final Path EXAMPLE = ROOT.resolve("examples/python-subscriber").toAbsolutePath();
  private static final Path PACKAGES = Path.of("target/python").toAbsolutePath();
  private static final int PATIENCE_SECONDS = 300;

  private PythonSubscriber() {}

  /** Installs what is listed, once per content of the list. */
  static void install() throws Exception {
    String wanted = Files.readString(EXAMPLE.resolve("requirements.txt"));
    Path mark = PACKAGES.resolve("installed");
    if (Files.exists(mark) && Files.readString(mark).equals(wanted)) {
      return;
    }
    Files.createDirectories(PACKAGES);
    run(
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--upgrade",
        "--target",
        PACKAGES.toString(),
        "-r",
        "requirements.txt");
    Files.writeString(mark, wanted);
  }

  /** What the program printed, line by line; it must end well. */
  static List<String> run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(Path.of("target"), "python", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(EXAMPLE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PYTHONPATH", PACKAGES.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(command + (ended ? " failed: " : " does not end: ") + text);
      }
      return text.lines().toList();
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(output);
    }
  }
}
