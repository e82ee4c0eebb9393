package io.meshlog.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The document, put together from its sections. A section may be measured again by itself: the
 * others are taken from the document as it is and keep the day and the machine that they name.
 */
final class Page {

  /**
   * In the order of the document, in which they are measured, too: what takes longest comes last.
   */
  enum Section {
    TABLE("A thousand proxies"),
    SYNC("Between zones"),
    JMH("Hot functions"),
    CURVE("Cost curves"),
    SCALE("Five thousand proxies");

    private final String title;

    Section(String title) {
      this.title = title;
    }

    private String bullet() {
      return "- **" + title + "**";
    }
  }

  private static final String HEADING = "## ";
  private static final String IN_SHORT = "In short";

  private final Path document;
  private final Map<Section, Part> parts = new EnumMap<>(Section.class);

  private Page(Path document) {
    this.document = document;
  }

  /** With what an earlier document at that place says, if there is one. */
  static Page at(Path document) throws IOException {
    Page page = new Page(document);
    if (Files.exists(document)) {
      String text = Files.readString(document);
      String inShort = chapter(text, IN_SHORT);
      for (Section section : Section.values()) {
        Part part = new Part(brief(inShort, section), chapter(text, section.title));
        if (!part.text().isEmpty() && !part.isMissing()) {
          page.parts.put(section, part);
        }
      }
    }
    return page;
  }

  /** What stands below a heading; empty when it is not there. */
  private static String chapter(String text, String title) {
    String heading = "\n" + HEADING + title + "\n";
    int at = text.indexOf(heading);
    if (at < 0) {
      return "";
    }
    int from = at + heading.length();
    int next = text.indexOf("\n" + HEADING, from);
    return text.substring(from, next < 0 ? text.length() : next).strip();
  }

  /** From a section's bullet to the next one. */
  private static String brief(String inShort, Section section) {
    int at = inShort.indexOf(section.bullet());
    if (at < 0) {
      return ": see below.";
    }
    int from = at + section.bullet().length();
    int next = inShort.indexOf("\n- **", from);
    return inShort.substring(from, next < 0 ? inShort.length() : next).stripTrailing();
  }

  void put(Section section, Part part) {
    parts.put(section, part);
  }

  void write() throws IOException {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    for (Section section : Section.values()) {
      text.append(section.bullet()).append(part(section).brief()).append('\n');
    }
    text.append('\n').append(METHOD);
    for (Section section : Section.values()) {
      text.append('\n')
          .append(HEADING)
          .append(section.title)
          .append("\n\n")
          .append(part(section).text())
          .append('\n');
    }
    Files.createDirectories(document.toAbsolutePath().getParent());
    Files.writeString(document, text.append(FOOT));
  }

  private Part part(Section section) {
    return parts.getOrDefault(section, Part.NONE);
  }

  private static final String HEAD =
      """
      # Performance

      Written by `./meshlog bench report`, which takes the names of sections that are to be measured again. Do not edit.

      ## In short

      What the figures below say, put together by the same command. A goal that the machine's floor itself misses can be met as a
      multiple of the floor only.
      """;

  private static final String METHOD =
      """
      ## How it is measured

      - A **zone control plane as it is shipped** (`zone-cp/jvm.options`) in a process of its own, with a PostgreSQL server of its own
        and durable commits. The driver, the control plane and PostgreSQL share the processors; CPU is what the kernel accounts to
        each process (`/proc`), PostgreSQL's not counted.
      - **Proxies** are simulated: each a TLS connection and an ADS stream of its own, which registers a Dataplane, asks for clusters,
        endpoints, listeners and, with mTLS, secrets, and acknowledges what it gets, as an Envoy does. All connect at once. Before
        anything is counted the driver has met a server that does nothing, and it compiles with C1 alone, as the control plane and
        the benchmarks of hot functions do: what another compiler does beside them would be counted as somebody's cost.
      - **The floor** is a bare gRPC server over TLS that sends the bytes which the control plane sent to the same proxies, prebuilt. It
        is measured by the same driver in the same run: no control plane can need less on this machine. It has nothing to decide
        and nothing to keep: no log and no database, no registration of who connects, no tokens to check, no certificates to issue,
        no generation, and no record of what was acknowledged. When proxies start it sends what they were sent when they came back
        to a mesh that knew them.
      - **×** is how many times the floor something takes. Times differ from machine to machine, multiples differ little. **✓** and
        **✗** tell whether a goal is met: after the figure as it stands, after × as a multiple of the floor, the goal's own being what
        it is of the floor that was stated with it.
      - A **latency** goes from the REST API's answer to a change to a proxy's receipt of it, one figure for each proxy concerned.
        Before anything is counted, changes of the same kind warm up caches and compilers.
      - **Kuma's figures, its floor's and the goals** are quoted from the issue that set the goals: Kuma 2.14.3 on 2 cores with 1,000
        simulated proxies, 100 services, 10 outbounds each, state of the world, no mTLS. They were taken on another machine: compare
        multiples of the floor.

      `bench load`, `bench curve`, `bench propagate` and `bench jmh` measure the parts by themselves; `--help` tells their options.
      `bench load` points at any Kuma-compatible control plane with `--api`, `--dp-server` and `--ca-cert`.
      """;

  private static final String FOOT =
      """

      ## The log

      What appends, imports, replay and reads of the past cost: [performance of the log](performance-log.md), by `./meshlog bench log`.
      """;
}
