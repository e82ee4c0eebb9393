package io.meshlog.api.gui;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page of a stock GUI, filled in (rest-and-dataplane-protocol.md 4.2). */
class IndexTemplateTest {
  private static final GuiFacts FACTS =
      new GuiFacts("/", "/gui", "2.14.3", "0.1.0", "zone", "east", false);

  private static JsonNode config(String page) {
    int start = page.indexOf('>', page.indexOf("kuma-config")) + 1;
    return SpecJson.parse(page.substring(start, page.indexOf("</script>", start)));
  }

  @Test
  void fillsValuesAndTheBlock() {
    String page =
        IndexTemplate.fill(
            """
            <head><base href="{{.BaseGuiPath}}/"><title>{{ .Product }} {{- .Version }}</title>
            <script type="application/json" id="kuma-config">{{.}}</script></head>
            <body>{{ .Unknown }}!</body>
            """,
            FACTS);
    assertThat(page)
        .contains("<base href=\"/gui/\">", "<title>Kuma 2.14.3</title>", "<body>!</body>")
        .doesNotContain("{{");
    JsonNode config = config(page);
    assertThat(config.path("apiUrl").asString()).isEqualTo("/");
    assertThat(config.path("baseGuiPath").asString()).isEqualTo("/gui");
    assertThat(config.path("product").asString()).isEqualTo("Kuma");
    assertThat(config.path("version").asString()).isEqualTo("2.14.3");
    assertThat(config.path("mode").asString()).isEqualTo("zone");
    assertThat(config.path("environment").asString()).isEqualTo("universal");
    assertThat(config.path("storeType").asString()).isEqualTo("postgres");
    assertThat(config.path("apiReadOnly").asBoolean(true)).isFalse();
  }

  @Test
  void replacesABlockThatIsWrittenOut() {
    String page =
        IndexTemplate.fill(
            "<script id='kuma-config' type='application/json'>\n{\"apiUrl\": \"{{.ApiUrl}}\"}\n</script>",
            FACTS);
    assertThat(config(page).path("mode").asString()).isEqualTo("zone");
  }

  @Test
  void putsTheBlockIntoAPageWithout() {
    String page = IndexTemplate.fill("<html><head></head><body></body></html>", FACTS);
    assertThat(page).matches("<html><head><script .*</script></head><body></body></html>");
    assertThat(config(page).path("apiUrl").asString()).isEqualTo("/");
  }

  @Test
  void nothingEndsTheScriptOrAnAttribute() {
    GuiFacts odd =
        new GuiFacts(
            "https://x/</script><b>\"$1\\", "/gui", "{{.Mode}}", "0.1.0", "zone", "east", true);
    String page =
        IndexTemplate.fill(
            "<a href=\"{{.ApiUrl}}\"></a><script id=\"kuma-config\">{{.}}</script>", odd);
    assertThat(page).contains("&lt;/script&gt;&lt;b&gt;&#34;$1").containsOnlyOnce("</script>");
    assertThat(config(page).path("apiUrl").asString()).isEqualTo("https://x/</script><b>\"$1\\");
    assertThat(config(page).path("version").asString()).isEqualTo("{{.Mode}}");
    assertThat(config(page).path("apiReadOnly").asBoolean(false)).isTrue();
  }
}
