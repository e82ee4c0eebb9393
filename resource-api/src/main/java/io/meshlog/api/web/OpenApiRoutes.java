package io.meshlog.api.web;

import io.meshlog.api.error.PrettyJson;
import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.OpenApiDocument;
import io.meshlog.api.openapi.OpenApiDocument.Described;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Schema;
import io.meshlog.api.resource.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * {@code /openapi.yaml} and {@code /openapi.json}: the document of all routes, these two included.
 * It is made when it is first asked for, and kept.
 */
final class OpenApiRoutes implements RouteSet {
  private static final String YAML = "application/yaml";
  private static final YAMLMapper WRITER =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final Supplier<byte[]> yaml;
  private final Supplier<byte[]> json;

  /**
   * @param prefix of the paths of the API
   */
  OpenApiRoutes(String version, String prefix, List<RouteSet> others) {
    Supplier<ObjectNode> document =
        () ->
            OpenApiDocument.of(
                version,
                prefix + '/',
                Stream.concat(others.stream(), Stream.of(this))
                    .flatMap(OpenApiRoutes::described)
                    .toList());
    yaml =
        new Once(() -> WRITER.writeValueAsString(document.get()).getBytes(StandardCharsets.UTF_8));
    json = new Once(() -> PrettyJson.bytes(document.get()));
  }

  /** Made once. Thread-safe. */
  private static final class Once implements Supplier<byte[]> {
    private final Supplier<byte[]> make;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile byte @Nullable [] made;

    Once(Supplier<byte[]> make) {
      this.make = make;
    }

    @Override
    public byte[] get() {
      byte[] there = made;
      if (there != null) {
        return there;
      }
      lock.lock();
      try {
        there = made;
        if (there == null) {
          there = make.get();
          made = there;
        }
        return there;
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.document("/openapi.yaml", ask -> new Reply(200, YAML, yaml.get(), Map.of()))
            .as(
                Operation.of("getOpenApiYaml", "Control plane", "this document")
                    .answering(
                        200, new Answer("the document", Map.of(YAML, Schema.any()), List.of()))),
        Route.get("/openapi.json", ask -> new Reply(200, Answer.JSON, json.get(), Map.of()))
            .as(
                Operation.of("getOpenApiJson", "Control plane", "this document as JSON")
                    .answering(200, Answer.json("the document", Schema.anyObject()))));
  }

  private static Stream<Described> described(RouteSet set) {
    return set.routes().stream()
        .map(route ->
            new Described(
                route.method(),
                route.documentedPath(),
                route.json(),
                route.operation(),
                set.ofTheApi()));
  }
}
