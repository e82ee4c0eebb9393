package io.meshlog.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux accounts to a process (proc(5)). */
public final class ProcessUsage {
  /** Kernel ticks a second, fixed at 100 in what user space sees. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcessUsage() {}

  /** User and system time since the process started, in seconds. */
  public static double cpuSeconds(long pid) {
    String stat = read(pid, "stat");
    // The command's name may hold spaces: fields are counted after its closing bracket.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident set, in KiB. */
  public static long rssKib(long pid) {
    return kib(read(pid, "status"), "VmRSS:");
  }

  /** Largest resident set since it started, in KiB. */
  public static long peakKib(long pid) {
    return kib(read(pid, "status"), "VmHWM:");
  }

  /** Proportional set: shared pages counted by their share, in KiB. */
  public static long pssKib(long pid) {
    return kib(read(pid, "smaps_rollup"), "Pss:");
  }

  private static long kib(String text, String field) {
    return text.lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + field));
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
