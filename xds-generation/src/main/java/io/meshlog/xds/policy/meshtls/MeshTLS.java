package io.meshlog.xds.policy.meshtls;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a proxy takes plain text beside mutual TLS, and what TLS it speaks. */
public record MeshTLS(
    @Nullable TargetRef targetRef, @Nullable List<Targeted<Conf>> from, @Nullable List<Rule> rules)
    implements PolicySpec {

  /**
   * @param mode absent: what the mesh's CA backend says
   * @param tlsCiphers by Envoy's names; they matter up to TLS 1.2
   */
  public record Conf(
      @Nullable Mode mode, @Nullable Versions tlsVersion, @Nullable List<String> tlsCiphers) {
    List<String> ciphers() {
      return PolicySpec.orNone(tlsCiphers);
    }
  }

  /** The words are Kuma's. */
  public enum Mode {
    Strict,
    Permissive
  }

  public record Versions(@Nullable Version min, @Nullable Version max) {}

  /** Oldest first. The words are Kuma's; TLSAuto leaves it to Envoy. */
  public enum Version {
    TLSAuto,
    TLS10,
    TLS11,
    TLS12,
    TLS13
  }

  /** For every client: rules of this policy have no matches. */
  public record Rule(@JsonProperty("default") @Nullable Conf conf) {}

  @Override
  public List<Targeted<Conf>> fromEntries() {
    return PolicySpec.orNone(from);
  }

  @Override
  public List<Matched<Conf>> ruleEntries() {
    return PolicySpec.orNone(rules).stream().map(rule -> new Matched<>(null, rule.conf())).toList();
  }
}
