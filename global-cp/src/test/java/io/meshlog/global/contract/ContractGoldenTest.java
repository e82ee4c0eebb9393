package io.meshlog.global.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The contract in the sources is what the code says. A new type or field appears with {@code
 * ./meshlog golden --update}; what else that changes is a change for every subscriber.
 */
class ContractGoldenTest {
  private static final boolean UPDATE = Boolean.getBoolean("meshlog.golden.update");

  @Test
  void theFilesSayWhatTheCodeDoes() throws Exception {
    Map<String, String> expected = ContractFiles.expected();
    if (UPDATE) {
      update(expected);
    }
    Map<String, String> found = found();
    assertThat(found.keySet())
        .as("files of %s; to write them: ./meshlog golden --update", ContractFiles.FOLDER)
        .isEqualTo(expected.keySet());
    expected.forEach((name, text) ->
        assertThat(found.get(name))
            .as("%s; if the contract is meant to change: ./meshlog golden --update", name)
            .isEqualTo(text));
  }

  private static void update(Map<String, String> expected) throws IOException {
    for (String old : found().keySet()) {
      if (!expected.containsKey(old)) {
        Files.delete(ContractFiles.FOLDER.resolve(old));
      }
    }
    for (Map.Entry<String, String> file : expected.entrySet()) {
      Path path = ContractFiles.FOLDER.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private static Map<String, String> found() throws IOException {
    Map<String, String> found = new TreeMap<>();
    if (Files.exists(ContractFiles.FOLDER)) {
      try (Stream<Path> files = Files.walk(ContractFiles.FOLDER)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          found.put(
              ContractFiles.FOLDER.relativize(file).toString().replace('\\', '/'),
              Files.readString(file));
        }
      }
    }
    return found;
  }
}
