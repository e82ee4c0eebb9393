package io.meshlog.xds.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Which generator this is: a hash over everything that it makes of the golden cases, kept beside
 * this class. A test fails when the two part; {@code ./meshlog golden --update} brings them
 * together. So it is another as soon as some golden case comes out differently, in bytes.
 */
public final class GeneratorVersion {
  /** Name of the resource that holds it. */
  public static final String FILE = "generator-version.txt";

  private static final String CURRENT = read();

  private GeneratorVersion() {}

  public static String current() {
    return CURRENT;
  }

  private static String read() {
    try (InputStream in =
        Objects.requireNonNull(GeneratorVersion.class.getResourceAsStream(FILE), FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
