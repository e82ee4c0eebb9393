package io.meshlog.bench.fault;

import io.meshlog.embedded.testing.fault.FaultRecorder;
import io.meshlog.embedded.testing.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the fault tests of all modules wrote down of themselves. */
record FaultRuns(List<Run> runs) {

  /** One run of one test, for one of its rows. */
  record Run(
      FaultRow row,
      String test,
      String outcome,
      long faults,
      long operations,
      long lost,
      String why) {
    static Run of(String line) {
      String[] part = line.split("\t", -1);
      return new Run(
          FaultRow.valueOf(part[0]),
          part[1],
          part[2],
          Long.parseLong(part[3]),
          Long.parseLong(part[4]),
          Long.parseLong(part[5]),
          part[6]);
    }

    boolean passed() {
      return outcome.equals("passed");
    }

    boolean skipped() {
      return outcome.equals("skipped");
    }
  }

  static FaultRuns of(Path root) throws IOException {
    List<Run> runs = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        Path folder = module.resolve(FaultRecorder.FOLDER);
        if (Files.isDirectory(folder)) {
          read(folder, runs);
        }
      }
    }
    return new FaultRuns(runs);
  }

  private static void read(Path folder, List<Run> into) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        Files.readAllLines(file).stream().map(Run::of).forEach(into::add);
      }
    }
  }

  List<Run> of(FaultRow row) {
    return runs.stream().filter(run -> run.row() == row).toList();
  }

  /** The table of {@code docs/reliability.md} with the figures of these runs. */
  String table() {
    StringBuilder table =
        new StringBuilder("| Fault | Runs | Faults | Operations | Lost |\n|---|---|---|---|---|\n");
    for (FaultRow row : FaultRow.values()) {
      List<Run> passed = of(row).stream().filter(Run::passed).toList();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %d | %d |%n",
              row.title(),
              passed.size(),
              passed.stream().mapToLong(Run::faults).sum(),
              passed.stream().mapToLong(Run::operations).sum(),
              of(row).stream().mapToLong(Run::lost).sum()));
    }
    return table.toString();
  }

  /** Tests of a row that ran to their end. */
  TreeSet<String> tests(FaultRow row) {
    TreeSet<String> tests = new TreeSet<>();
    of(row).stream().filter(Run::passed).map(Run::test).forEach(tests::add);
    return tests;
  }
}
