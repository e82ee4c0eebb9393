package io.meshlog.bench.report;

import io.meshlog.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/**
 * The document, put together from its sections, each a file that its measurement left. A section
 * may be measured again by itself; one that never was is said to be missing.
 */
final class Page {

  /** In the order of the document. */
  enum Section {
    TABLE("A thousand proxies"),
    CURVE("Cost curves"),
    SCALE("Five thousand proxies"),
    JMH("Hot functions");

    private final String title;

    Section(String title) {
      this.title = title;
    }

    private String file() {
      return name().toLowerCase(Locale.ROOT) + ".md";
    }
  }

  private final Path folder;

  /**
   * @param folder of the sections
   */
  Page(Path folder) {
    this.folder = folder;
  }

  void keep(Section section, String markdown) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(section.file()), markdown.strip() + "\n");
  }

  void write(Path document, Machine machine, LocalDate day) throws IOException {
    StringBuilder text = new StringBuilder(HEAD.formatted(day, on(machine)));
    for (Section section : Section.values()) {
      text.append("\n## ").append(section.title).append("\n\n").append(read(section));
    }
    Files.createDirectories(document.toAbsolutePath().getParent());
    Files.writeString(document, text.append(FOOT));
  }

  private String read(Section section) throws IOException {
    Path file = folder.resolve(section.file());
    return Files.exists(file) ? Files.readString(file) : "Not measured yet.\n";
  }

  private static String on(Machine machine) {
    return "%d processors, %.0f GiB, %s, JDK %s"
        .formatted(
            machine.processors(), machine.memoryMib() / 1024.0, machine.kernel(), machine.jdk());
  }

  private static final String HEAD =
      """
      # Performance

      Written by `./meshlog bench report` on %s, on a machine with %s. Do not edit: run it again.

      ## How it is measured

      - A **zone control plane as it is shipped** (`zone-cp/jvm.options`) in a process of its own, with a PostgreSQL server of its own
        and durable commits. The driver, the control plane and PostgreSQL share the processors; CPU is what the kernel accounts to
        each process (`/proc`), PostgreSQL's not counted.
      - **Proxies** are simulated: each a TLS connection and an ADS stream of its own, which registers a Dataplane, asks for clusters,
        endpoints, listeners and, with mTLS, secrets, and acknowledges what it gets, as an Envoy does. All connect at once.
      - **The floor** is a bare gRPC server over TLS that sends the bytes which the control plane sent to the same proxies, prebuilt. It
        is measured by the same driver in the same run: no control plane can need less on this machine. Times differ from machine to
        machine; how many times the floor something takes differs little.
      - A **latency** goes from the REST API's answer to a change to a proxy's receipt of it, one figure for each proxy concerned.
        Before anything is counted, changes of the same kind warm up caches and compilers.
      - **Kuma's figures, its floor's and the goals** are quoted from the issue that set the goals: Kuma 2.14.3 on 2 cores with 1,000
        simulated proxies, 100 services, 10 outbounds each, state of the world, no mTLS. They were taken on another machine: compare
        multiples of the floor.

      `bench load`, `bench curve` and `bench jmh` measure the parts by themselves; `--help` tells their options. `bench load` points at
      any Kuma-compatible control plane with `--api`, `--dp-server` and `--ca-cert`.
      """;

  private static final String FOOT =
      """

      ## The log

      What appends, imports, replay and reads of the past cost: [performance of the log](performance-log.md), by `./meshlog bench log`.
      """;
}
