package io.meshlog.cli.importer;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Puts;
import io.meshlog.cli.api.Puts.Effect;
import io.meshlog.cli.document.Document;
import io.meshlog.cli.importer.Disposition.Leave;
import io.meshlog.cli.importer.Disposition.Take;
import io.meshlog.cli.importer.Disposition.Unfit;
import io.meshlog.cli.importer.ImportLine.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the documents of an export into a control plane, once. What is refused is noted and the
 * rest goes on; only a control plane that no longer answers ends it. Doing it again changes
 * nothing.
 */
public final class Importer {
  private static final String SIGNING_KEY = "token-signing-key";
  private static final String NOT_TRIED = "not tried: the control plane could not be reached";

  private final ApiClient api;
  private final ImportRules rules;
  private final boolean dryRun;
  private final List<ImportLine> lines = new ArrayList<>();

  /** Meshes with mTLS that wait for the secrets that hold their CAs. */
  private final Deque<Take> waiting = new ArrayDeque<>();

  /** Those of them that were made without it. */
  private final Set<String> halfMade = new HashSet<>();

  public Importer(ApiClient api, ImportRules rules, boolean dryRun) {
    this.api = api;
    this.rules = rules;
    this.dryRun = dryRun;
  }

  /**
   * What became of every document.
   *
   * @param end why the rest was not tried, if it was not
   */
  public record Result(List<ImportLine> lines, Optional<CliFailure> end) {}

  public Result run(List<Document> documents) {
    List<Take> wanted = new ArrayList<>();
    for (Document document : documents) {
      switch (rules.of(document)) {
        case Take take -> wanted.add(take);
        case Leave(String reason) -> lines.add(line(document, Outcome.LEFT, reason));
        case Unfit(String reason) ->
            lines.add(line(document, Outcome.REFUSED, document.place() + ": " + reason));
      }
    }
    wanted.sort(ImportOrder.COMPARATOR);
    Deque<Take> left = new ArrayDeque<>(wanted);
    try {
      while (!left.isEmpty()) {
        if (ImportOrder.afterCas(left.element())) {
          finish();
        }
        take(left.element());
        left.remove();
      }
      finish();
    } catch (CliFailure e) {
      waiting.forEach(mesh -> lines.add(line(mesh, Outcome.REFUSED, NOT_TRIED)));
      left.forEach(take -> lines.add(line(take, Outcome.REFUSED, NOT_TRIED)));
      return new Result(List.copyOf(lines), Optional.of(e));
    }
    return new Result(List.copyOf(lines), Optional.empty());
  }

  private void take(Take take) {
    if (!take.type().name().equals("Mesh") || !take.tree().path("mtls").has("backends")) {
      lines.add(write(take));
      return;
    }
    if (!dryRun && api.find(take.path()).isEmpty()) {
      ObjectNode bare = take.tree().deepCopy();
      bare.remove("mtls");
      ImportLine made = put(take, bare);
      if (made.outcome() == Outcome.REFUSED) {
        lines.add(made);
        return;
      }
      halfMade.add(take.name());
    }
    waiting.add(take);
  }

  /** The secrets of meshes are there. */
  private void finish() {
    while (!waiting.isEmpty()) {
      Take mesh = waiting.element();
      ImportLine line = write(mesh);
      boolean made = halfMade.contains(mesh.name()) && line.outcome() != Outcome.REFUSED;
      lines.add(made ? with(line, Outcome.CREATED) : line);
      waiting.remove();
    }
  }

  private ImportLine write(Take take) {
    return dryRun ? compare(take) : put(take, take.tree());
  }

  private ImportLine put(Take take, ObjectNode tree) {
    return guarded(
        take,
        () -> {
          Puts.Written written = Puts.put(api, take.path(), tree);
          Outcome outcome =
              switch (written.effect()) {
                case CREATED -> Outcome.CREATED;
                case UPDATED -> Outcome.UPDATED;
                case UNCHANGED -> Outcome.UNCHANGED;
              };
          return new ImportLine(
              take.type().name(),
              take.mesh(),
              take.name(),
              outcome,
              note(take, written.effect()),
              written.warnings());
        });
  }

  /** What is refused is a line of the report. */
  private static ImportLine guarded(Take take, Supplier<ImportLine> call) {
    try {
      return call.get();
    } catch (CliFailure e) {
      if (e.exitCode() == ExitCode.UNREACHABLE) {
        throw e;
      }
      String why =
          String.valueOf(e.getMessage()).lines().map(String::strip).reduce("", Importer::join);
      return line(take, Outcome.REFUSED, why);
    }
  }

  private static String join(String text, String more) {
    return text.isEmpty() ? more : text + "; " + more;
  }

  private static String note(Take take, Effect effect) {
    boolean key = take.type().name().endsWith("Secret") && take.name().contains(SIGNING_KEY);
    return key && effect == Effect.UPDATED
        ? "tokens signed with the key that was here are refused from now on"
        : "";
  }

  /** What a run would do, as far as it can be told without asking for it. */
  private ImportLine compare(Take take) {
    return guarded(
        take,
        () -> {
          Optional<ObjectNode> there =
              api.find(take.path()).map(answer -> (ObjectNode) answer.json());
          if (there.isEmpty()) {
            return line(take, Outcome.CREATED, "");
          }
          Disposition same = rules.of(new Document("", there.get()));
          boolean equal = same instanceof Take now && now.tree().equals(take.tree());
          return line(take, equal ? Outcome.UNCHANGED : Outcome.UPDATED, "");
        });
  }

  private static ImportLine line(Take take, Outcome outcome, String note) {
    return new ImportLine(take.type().name(), take.mesh(), take.name(), outcome, note, List.of());
  }

  private static ImportLine line(Document document, Outcome outcome, String note) {
    return new ImportLine(
        document.type(), document.mesh(), document.name(), outcome, note, List.of());
  }

  private static ImportLine with(ImportLine line, Outcome outcome) {
    return new ImportLine(
        line.type(), line.mesh(), line.name(), outcome, line.note(), line.warnings());
  }
}
