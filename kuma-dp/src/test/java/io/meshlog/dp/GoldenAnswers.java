package io.meshlog.dp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the control plane has Envoy answer to this launcher, in the golden cases of generation: both
 * sides of the contract are held against the same files.
 */
public final class GoldenAnswers {
  private static final Path CASES = Path.of("../xds-generation/src/test/resources/golden");

  private GoldenAnswers() {}

  /** All bodies at a path. */
  public static List<String> at(String path) throws IOException {
    List<String> bodies = new ArrayList<>();
    try (var files = Files.walk(CASES)) {
      files
          .filter(file -> file.endsWith("listeners.json"))
          .map(GoldenAnswers::text)
          .filter(text -> text.contains("\"path\" : \"" + path + "\""))
          .forEach(text -> find(new Load(settings()).loadFromString(text), path, bodies));
    }
    return bodies;
  }

  private static LoadSettings settings() {
    return LoadSettings.builder().setCodePointLimit(16 << 20).build();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void find(Object node, String path, List<String> into) {
    if (node instanceof List<?> list) {
      list.forEach(each -> find(each, path, into));
    } else if (node instanceof Map<?, ?> map) {
      if (map.get("match") instanceof Map<?, ?> match
          && path.equals(match.get("path"))
          && map.get("directResponse") instanceof Map<?, ?> response
          && response.get("body") instanceof Map<?, ?> body) {
        into.add((String) body.get("inlineString"));
      }
      map.values().forEach(each -> find(each, path, into));
    }
  }
}
