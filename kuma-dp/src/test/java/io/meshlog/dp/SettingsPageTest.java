package io.meshlog.dp;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.dp.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of docs/kuma-dp.md against the settings themselves. */
class SettingsPageTest {
  @Test
  void listsEverySettingWithItsDefaultAndNoOther() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (!setting.isHidden()) {
        expected.add(row(setting));
      }
    }

    List<String> rows;
    try (var lines = Files.lines(Path.of("../docs/kuma-dp.md"))) {
      rows = lines.filter(line -> line.matches("\\| (`-.*|) ?\\| (`KUMA_.*|) ?\\|.*")).toList();
    }

    assertThat(rows).containsExactlyElementsOf(expected);
  }

  private static String row(Setting setting) {
    String flags = String.join(", ", setting.flags().stream().map(SettingsPageTest::code).toList());
    return "| %s | %s | %s | %s |"
        .formatted(
            flags, code(setting.variable()), code(setting.defaultValue()), setting.description());
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
