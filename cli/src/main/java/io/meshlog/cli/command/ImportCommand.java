package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.document.Document;
import io.meshlog.cli.document.DocumentReader;
import io.meshlog.cli.document.Variables;
import io.meshlog.cli.importer.ImportLine;
import io.meshlog.cli.importer.ImportReport;
import io.meshlog.cli.importer.ImportRules;
import io.meshlog.cli.importer.Importer;
import io.meshlog.cli.importer.Target;
import io.meshlog.cli.importer.TrafficPermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description =
        "Takes over what 'kumactl export' or 'meshlog export' printed, and tells of each resource"
            + " whether it came over, and else why not. Doing it again changes nothing.")
final class ImportCommand extends ApiVerb {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The export; - is standard input.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only tell what would come over; nothing is written.")
  private boolean dryRun;

  @Option(
      names = "--include-proxies",
      description = "Dataplanes and zone proxies, too, which register themselves otherwise.")
  private boolean proxies;

  @Option(
      names = "--convert-traffic-permissions",
      description =
          "Make MeshTrafficPermissions of TrafficPermissions, in meshes that have none of the newer"
              + " kind: the older kind has no effect.")
  private boolean convert;

  @Override
  int run(ApiClient api) {
    List<Document> documents =
        new ArrayList<>(new DocumentReader(terminal().in(), new Variables(Map.of())).read(files));
    List<ImportLine> lines = new ArrayList<>();
    if (convert) {
      TrafficPermissions made = TrafficPermissions.of(documents);
      documents.addAll(made.documents());
      lines.addAll(made.refused());
    }
    ImportRules rules = new ImportRules(Target.of(api), proxies);
    Importer.Result result = new Importer(api, rules, dryRun).run(documents);
    lines.addAll(result.lines());
    ImportReport report = new ImportReport(dryRun, lines);
    print(report.json(), report::table);
    if (result.end().isPresent()) {
      throw result.end().get();
    }
    return report.complete() ? ExitCode.OK : ExitCode.IN_PART;
  }
}
