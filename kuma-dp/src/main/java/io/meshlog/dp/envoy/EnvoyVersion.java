package io.meshlog.dp.envoy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code envoy --version} says.
 *
 * @param number such as {@code 1.40.0}
 * @param build the whole build string, number included
 */
public record EnvoyVersion(String number, String build) {
  /** The line of Envoy releases that this launcher and its tests run with. */
  public static final String TESTED_LINE = "1.40.";

  private static final Pattern LINE =
      Pattern.compile("version:\\s*([^/\\s]+/(\\d+\\.\\d+\\.\\d+[^/\\s]*)\\S*)");
  private static final int MAX_OUTPUT_BYTES = 4096;

  /** Runs the binary. Throws with a message for the user if that does not give a version. */
  public static EnvoyVersion ask(String binary) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(binary, "--version").redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          "cannot run Envoy \"" + binary + "\" (--binary-path): " + e.getMessage(), e);
    }
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("\"" + binary + " --version\" failed: " + text.strip());
      }
      return parse(text)
          .orElseThrow(() ->
              new IOException(
                  "\""
                      + binary
                      + "\" (--binary-path) is no Envoy: --version says "
                      + text.strip()));
    } finally {
      process.destroyForcibly();
    }
  }

  static Optional<EnvoyVersion> parse(String output) {
    Matcher line = LINE.matcher(output);
    return line.find()
        ? Optional.of(new EnvoyVersion(line.group(2), line.group(1)))
        : Optional.empty();
  }

  public boolean isTested() {
    return number.startsWith(TESTED_LINE);
  }
}
