package io.meshlog.xds.policy.meshretry;

import io.meshlog.model.resource.StatusCodes;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An item of {@code http.retryOn}: a condition of Envoy's, a method or a status. */
sealed interface HttpCondition {
  record Condition(String word) implements HttpCondition {}

  record Method(String name) implements HttpCondition {}

  record Status(int code) implements HttpCondition {}

  Map<String, HttpCondition> WORDS =
      Stream.concat(
              Stream.of(
                      "GatewayError",
                      "Reset",
                      "ConnectFailure",
                      "EnvoyRatelimited",
                      "RefusedStream",
                      "Http3PostConnectFailure")
                  .map(word -> Map.entry(word, new Condition(MeshRetry.kebab(word)))),
              Stream.of(
                      "Connect", "Delete", "Get", "Head", "Options", "Patch", "Post", "Put",
                      "Trace")
                  .map(word ->
                      Map.entry("HttpMethod" + word, new Method(word.toUpperCase(Locale.ROOT)))))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  /** Empty when there is no such item. */
  static Optional<HttpCondition> parse(String item) {
    if (item.equals("5xx")) {
      return Optional.of(new Condition("5xx"));
    }
    if (item.equals("Retriable4xx")) {
      return Optional.of(new Condition("retriable-4xx"));
    }
    if (item.matches("\\d{3}") && StatusCodes.known(Integer.parseInt(item))) {
      return Optional.of(new Status(Integer.parseInt(item)));
    }
    return Optional.ofNullable(WORDS.get(item));
  }
}
