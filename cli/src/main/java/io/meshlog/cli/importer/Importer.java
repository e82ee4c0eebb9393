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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the documents of an export into a control plane. What is refused is noted and the rest goes
 * on; only a control plane that no longer answers ends it. Doing it again changes nothing.
 */
public final class Importer {
  private static final String SIGNING_KEY = "token-signing-key";

  private final ApiClient api;
  private final ImportRules rules;
  private final boolean dryRun;
  private final List<ImportLine> lines = new ArrayList<>();

  /** Meshes that were made without their mTLS, so that their CAs come over before it. */
  private final Set<String> halfMade = new HashSet<>();

  public Importer(ApiClient api, ImportRules rules, boolean dryRun) {
    this.api = api;
    this.rules = rules;
    this.dryRun = dryRun;
  }

  public List<ImportLine> run(List<Document> documents) {
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
    List<Take> meshes = wanted.stream().filter(Importer::hasMtls).toList();
    for (Take take : wanted) {
      if (ImportOrder.afterCas(take)) {
        finish(meshes);
      }
      if (hasMtls(take)) {
        prepare(take);
      } else {
        lines.add(dryRun ? compare(take) : put(take, take.tree()));
      }
    }
    finish(meshes);
    return List.copyOf(lines);
  }

  private static boolean hasMtls(Take take) {
    return take.type().name().equals("Mesh") && take.tree().path("mtls").has("backends");
  }

  /** Makes a mesh that is not there, without mTLS. */
  private void prepare(Take mesh) {
    if (dryRun || api.find(mesh.path()).isPresent()) {
      return;
    }
    ObjectNode bare = mesh.tree().deepCopy();
    bare.remove("mtls");
    ImportLine made = put(mesh, bare);
    if (made.outcome() == Outcome.REFUSED) {
      lines.add(made);
    } else {
      halfMade.add(mesh.name());
    }
  }

  private void finish(List<Take> meshes) {
    for (Take mesh : meshes) {
      if (lines.stream().anyMatch(line -> isOf(line, mesh))) {
        continue;
      }
      ImportLine line = dryRun ? compare(mesh) : put(mesh, mesh.tree());
      boolean made = halfMade.contains(mesh.name());
      lines.add(made && line.outcome() != Outcome.REFUSED ? with(line, Outcome.CREATED) : line);
    }
  }

  private static boolean isOf(ImportLine line, Take take) {
    return line.type().equals(take.type().name())
        && line.mesh().equals(take.mesh())
        && line.name().equals(take.name());
  }

  private ImportLine put(Take take, ObjectNode tree) {
    try {
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
    Optional<ObjectNode> there = api.find(take.path()).map(answer -> (ObjectNode) answer.json());
    if (there.isEmpty()) {
      return line(take, Outcome.CREATED, "");
    }
    Disposition same = rules.of(new Document("", there.get()));
    boolean equal = same instanceof Take now && now.tree().equals(take.tree());
    return line(take, equal ? Outcome.UNCHANGED : Outcome.UPDATED, "");
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
