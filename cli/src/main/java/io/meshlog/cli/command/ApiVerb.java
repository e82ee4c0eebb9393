package io.meshlog.cli.command;

import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.output.Ages;
import io.meshlog.cli.output.Output;
import io.meshlog.cli.output.OutputFormat;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A verb that asks the control plane and prints the answer. */
abstract class ApiVerb extends Verb {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private OutputFormat output = OutputFormat.TABLE;

  @Override
  public final Integer call() {
    try (ApiClient api = root().open(root().controlPlane())) {
      return run(api);
    }
  }

  abstract int run(ApiClient api);

  final OutputFormat output() {
    return output;
  }

  final void print(JsonNode tree, Supplier<String> table) {
    Output.print(terminal().out(), output, tree, table);
  }

  final Ages ages() {
    return new Ages(now());
  }
}
