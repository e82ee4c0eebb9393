package io.meshlog.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What figures were taken on; nothing in it tells whose machine it is.
 *
 * @param memoryMib of the whole machine
 */
public record Machine(int processors, long memoryMib, String kernel, String jdk) {

  public static Machine here() {
    try {
      long kib =
          Files.readAllLines(Path.of("/proc/meminfo")).stream()
              .filter(line -> line.startsWith("MemTotal:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow();
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          kib / 1024,
          System.getProperty("os.name") + " " + System.getProperty("os.version"),
          System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
