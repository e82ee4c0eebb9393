package io.meshlog.xds.policy.meshpassthrough;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transparent proxy lets through to destinations that the mesh does not know. */
public record MeshPassthrough(
    @Nullable TargetRef targetRef, @JsonProperty("default") @Nullable Conf conf)
    implements PolicySpec {

  /**
   * @param passthroughMode absent: Matched
   * @param appendMatch those of all policies
   */
  public record Conf(@Nullable Mode passthroughMode, @Nullable List<Match> appendMatch) {
    List<Match> matches() {
      return PolicySpec.orNone(appendMatch);
    }
  }

  /** The words are Kuma's. */
  public enum Mode {
    All,
    Matched,
    None
  }

  /**
   * @param port absent: every port
   * @param protocol absent: tcp
   */
  public record Match(
      @Nullable MatchType type,
      @Nullable String value,
      @Nullable Integer port,
      @Nullable Protocol protocol) {
    Protocol protocolOrTcp() {
      return protocol == null ? Protocol.tcp : protocol;
    }
  }

  /** The words are Kuma's. */
  public enum MatchType {
    Domain,
    IP,
    CIDR
  }

  /** The words are Kuma's. */
  public enum Protocol {
    tcp,
    tls,
    grpc,
    http,
    http2,
    mysql;

    boolean http() {
      return this == grpc || this == http || this == http2;
    }
  }

  @Override
  public @Nullable Conf single() {
    return conf;
  }
}
