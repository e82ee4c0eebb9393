package io.meshlog.api.error;

import io.meshlog.model.json.SpecJson;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/** JSON as Kuma prints it: one space a level (rest-and-dataplane-protocol.md 1.2). */
public final class PrettyJson {
  private static final ObjectWriter WRITER = SpecJson.plain().writer().with(printer());

  private PrettyJson() {}

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    return printer;
  }

  public static byte[] bytes(JsonNode node) {
    return (WRITER.writeValueAsString(node) + '\n').getBytes(StandardCharsets.UTF_8);
  }
}
