package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.document.Document;
import io.meshlog.cli.document.DocumentReader;
import io.meshlog.cli.document.Variables;
import io.meshlog.cli.importer.ImportReport;
import io.meshlog.cli.importer.ImportRules;
import io.meshlog.cli.importer.Importer;
import io.meshlog.cli.importer.Target;
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

  @Override
  int run(ApiClient api) {
    List<Document> documents =
        new DocumentReader(terminal().in(), new Variables(Map.of())).read(files);
    ImportRules rules = new ImportRules(Target.of(api), proxies);
    ImportReport report = new ImportReport(dryRun, new Importer(api, rules, dryRun).run(documents));
    print(report.json(), report::table);
    return report.complete() ? ExitCode.OK : ExitCode.IN_PART;
  }
}
