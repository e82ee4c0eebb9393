package io.meshlog.global.contract;

import io.meshlog.model.json.SpecJson;
import io.meshlog.xds.policy.MeshTypes;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;

/** The contract's files, as the code would have them. */
final class ContractFiles {
  private static final Path ROOT = Path.of(System.getProperty("meshlog.root", ".."));

  /** Where they are checked in, and shipped from. */
  static final Path FOLDER = ROOT.resolve("kafka-events/src/main/resources/meshlog/v1");

  static final Path GOLDEN_RECORDS = ROOT.resolve("kafka-events/src/test/resources/golden/record");

  /** Resources as users write them: the cases of the generator. */
  static final Path INPUTS = ROOT.resolve("xds-generation/src/test/resources/golden");

  private ContractFiles() {}

  /** Text by path below {@link #FOLDER}. */
  static Map<String, String> expected() throws Exception {
    Map<String, String> files = new TreeMap<>();
    files.put(
        "asyncapi.yaml",
        AsyncApiDocument.YAML.writeValueAsString(AsyncApiDocument.of(MeshTypes.ALL)));
    MessageSchemas.of(MeshTypes.ALL)
        .forEach((type, schema) ->
            files.put(
                "schemas/" + type + ".json",
                SpecJson.plain()
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(schema)
                    + "\n"));
    return files;
  }
}
