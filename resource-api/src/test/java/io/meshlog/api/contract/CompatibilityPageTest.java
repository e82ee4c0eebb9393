package io.meshlog.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.insight.InsightType;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.xds.policy.MeshTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/compatibility.md says of everything how it compares with Kuma's. */
class CompatibilityPageTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\| ?([^|]*)\\|$");
  private static final Set<String> HEADS = Set.of("Endpoint", "What", "Variable", "Type");

  private static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("meshlog.root", ".."), "docs", "compatibility.md"));
  }

  private static String part(String title) throws IOException {
    String from = page().split("(?m)^## " + title + "$")[1];
    return from.split("(?m)^## ")[0];
  }

  private static List<MatchResult> rows(String text) {
    return ROW.matcher(text)
        .results()
        .filter(row -> !HEADS.contains(row.group(1)) && !row.group(1).startsWith("Flag"))
        .toList();
  }

  @Test
  void hasOneRowForEachResourceType() throws IOException {
    List<String> types =
        Stream.concat(
                MeshTypes.TYPES.all().stream().map(ResourceType::name),
                InsightType.ALL.stream().map(InsightType::typeName))
            .toList();
    assertThat(rows(part("Resource types")).stream().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(types);
  }

  @Test
  void everyRowSaysOneOfTheWordsAndWhyWhereItDiffers() throws IOException {
    Set<String> words =
        Set.copyOf(
            Pattern.compile("(?m)^- \\*\\*([^*]+)\\*\\*:")
                .matcher(page())
                .results()
                .map(word -> word.group(1))
                .toList());
    for (String title : List.of("Endpoints", "Flags and settings", "Resource types")) {
      List<MatchResult> rows = rows(part(title));
      assertThat(rows).as(title).hasSizeGreaterThan(25);
      for (MatchResult row : rows) {
        assertThat(words).as(row.group()).contains(row.group(2));
        if (!row.group(2).equals("works")) {
          assertThat(row.group(3)).as(row.group()).isNotBlank();
        }
      }
    }
  }
}
