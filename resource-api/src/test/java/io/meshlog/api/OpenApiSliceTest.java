package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.api.web.Route;
import io.meshlog.api.web.Routes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The OpenAPI document of a zone on its own, and the routes that it tells of. */
class OpenApiSliceTest {
  @TempDir static Path folder;
  private static RunningApi api;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    api = RunningApi.zone(folder);
    document = api.get("/openapi.json").json();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  @Test
  void isServedAsYamlAndAsJson() {
    Answer yaml = api.get("/openapi.yaml");
    assertThat(yaml.header("Content-Type")).isEqualTo("application/yaml");
    assertThat(YAMLMapper.builder().build().readTree(yaml.text())).isEqualTo(document);
    assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
  }

  @Test
  void hasEveryRouteAndSaysWhatItDoes() {
    List<Route> routes = api.bean(Routes.class).all();
    List<String> undescribed = new ArrayList<>();
    for (Route route : routes) {
      JsonNode operation =
          document
              .path("paths")
              .path(route.documentedPath())
              .path(route.method().toLowerCase(Locale.ROOT));
      assertThat(operation.isObject()).as("%s %s", route.method(), route.path()).isTrue();
      if (!route.operation().described()
          || operation.path("summary").asString("").isBlank()
          || operation.path("responses").propertyNames().stream()
              .noneMatch(s -> s.startsWith("2") || s.equals("405"))) {
        undescribed.add(route.method() + " " + route.path());
      }
    }
    assertThat(undescribed).isEmpty();
    long operations =
        document.path("paths").properties().stream().mapToLong(p -> p.getValue().size()).sum();
    assertThat(operations).isEqualTo(routes.size());
  }

  @Test
  void referstoNothingThatIsNotThere() {
    List<String> broken =
        document.findValuesAsString("$ref").stream()
            .filter(ref -> document.at(ref.substring(1)).isMissingNode())
            .distinct()
            .toList();
    assertThat(broken).isEmpty();
  }
}
