package io.meshlog.store.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.json.SpecJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What sums over all proxies or zones need of an insight. It is kept beside the body, which holds
 * all that a proxy said of itself.
 *
 * @param online whether some subscription has begun and not ended
 * @param kumaDp version that the newest subscription told, empty when none did
 * @param envoy the same of Envoy
 * @param issuedBackend of the CA that signed its certificate, empty when it has none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Glance(
    boolean online,
    String kumaDp,
    String envoy,
    String issuedBackend,
    List<String> supportedBackends) {

  /** Whose. */
  public record Key(String mesh, String name, String zone) {}

  /** Of a proxy that never connected. */
  public static final Glance NOTHING = new Glance(false, "", "", "", List.of());

  public Glance {
    kumaDp = Objects.requireNonNullElse(kumaDp, "");
    envoy = Objects.requireNonNullElse(envoy, "");
    issuedBackend = Objects.requireNonNullElse(issuedBackend, "");
    supportedBackends =
        List.copyOf(Objects.requireNonNullElse(supportedBackends, List.<String>of()));
  }

  /** At an insight's body; nothing is seen in one that is no JSON. */
  static Glance of(String body) {
    JsonNode insight = read(body);
    if (insight == null) {
      return NOTHING;
    }
    boolean online = false;
    JsonNode version = SpecJson.plain().createObjectNode();
    for (JsonNode subscription : insight.path("subscriptions")) {
      online |=
          subscription.hasNonNull("connectTime") && !subscription.hasNonNull("disconnectTime");
      version = subscription.path("version");
    }
    JsonNode mtls = insight.path("mTLS");
    List<String> supported = new ArrayList<>();
    mtls.path("supportedBackends").forEach(each -> supported.add(each.asString("")));
    return new Glance(
        online,
        version.path("kumaDp").path("version").asString(""),
        version.path("envoy").path("version").asString(""),
        mtls.path("issuedBackend").asString(""),
        supported);
  }

  /** Reads what {@link #text} writes. */
  static Glance parse(String text) {
    return SpecJson.plain().readValue(text, Glance.class);
  }

  String text() {
    return SpecJson.plain().writeValueAsString(this);
  }

  private static @Nullable JsonNode read(String body) {
    try {
      return SpecJson.parse(body);
    } catch (JacksonException e) {
      return null;
    }
  }
}
