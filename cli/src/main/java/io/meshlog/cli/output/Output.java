package io.meshlog.cli.output;

import io.meshlog.model.json.SpecJson;
import java.io.PrintStream;
import java.util.function.Supplier;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;

/** Prints a result in the form that was asked for. */
public final class Output {
  private Output() {}

  /**
   * @param tree the whole result, as the control plane tells it
   * @param table what of it a person wants to see
   */
  public static void print(
      PrintStream out, OutputFormat format, JsonNode tree, Supplier<String> table) {
    out.print(
        switch (format) {
          case TABLE -> table.get();
          case JSON -> json(tree);
          case YAML -> Yaml.write(tree);
        });
    out.flush();
  }

  public static String json(JsonNode tree) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    return SpecJson.plain().writer().with(printer).writeValueAsString(tree) + "\n";
  }
}
