package io.meshlog.zone.bootstrap;

import io.meshlog.zone.bootstrap.BootstrapDecision.Decided;
import io.meshlog.zone.bootstrap.BootstrapDecision.Refused;
import io.meshlog.zone.dpserver.HttpAsk;
import io.meshlog.zone.dpserver.HttpEndpoint;
import io.meshlog.zone.dpserver.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** HTTP of the dataplane server: {@code /bootstrap} and nothing else. */
public final class BootstrapEndpoint implements HttpEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(BootstrapEndpoint.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  static final String PATH = "/bootstrap";
  private static final String JSON_TYPE = "application/json";

  private final BootstrapRules rules;

  public BootstrapEndpoint(BootstrapRules rules) {
    this.rules = rules;
  }

  @Override
  public HttpReply answer(HttpAsk ask) {
    if (!ask.path().equals(PATH)) {
      return HttpReply.text(404, "404 page not found\n");
    }
    Optional<BootstrapRequest> request = BootstrapRequest.read(ask.body());
    if (request.isEmpty()) {
      return HttpReply.empty(400);
    }
    return switch (rules.decide(request.get(), ask.host(), ask.client())) {
      case Refused(int status, String text) -> {
        LOG.info("{} gets no bootstrap: {} {}", request.get(), status, text);
        yield text.isEmpty() ? HttpReply.empty(status) : HttpReply.text(status, text);
      }
      case Decided decided -> reply(ask, decided);
    };
  }

  private static HttpReply reply(HttpAsk ask, Decided decided) {
    byte[] bytes = decided.yaml().getBytes(StandardCharsets.UTF_8);
    if (!ask.accept().equals(JSON_TYPE)) {
      return HttpReply.of(200, "text/x-yaml", bytes);
    }
    Map<String, Object> networking = new TreeMap<>();
    networking.put("address", decided.address());
    networking.put("corefileTemplate", null);
    Map<String, Object> body =
        EnvoyBootstrap.ordered(
            "bootstrap",
            Base64.getEncoder().encodeToString(bytes),
            "kumaSidecarConfiguration",
            EnvoyBootstrap.ordered(
                "networking", networking, "metrics", Map.of("aggregate", aggregate(decided))));
    return HttpReply.of(200, JSON_TYPE, JSON.writeValueAsBytes(body));
  }

  private static List<Map<String, Object>> aggregate(Decided decided) {
    return decided.aggregate().stream().map(ApplicationMetrics::json).toList();
  }
}
