package io.meshlog.model.legacy.externalservice;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.legacy.ProtoSource;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Writers;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service outside of the mesh under a name inside. */
public record ExternalServiceSpec(
    @Nullable Networking networking, @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags)
    implements Spec {

  public static final ResourceType<ExternalServiceSpec> TYPE =
      ResourceType.named("ExternalService", ExternalServiceSpec.class)
          .path("external-services")
          .displayNames("External Service", "External Services")
          .writers(Writers.GLOBAL_ONLY)
          .channels(ChannelKind.POLICY, ChannelKind.NONE)
          .rules(new ExternalServiceRules())
          .build();

  public ExternalServiceSpec {
    tags = Objects.requireNonNullElse(tags, Tags.EMPTY);
  }

  /** Where it is; empty when its address has no port. */
  public Optional<Place> place() {
    String address = networking == null ? null : networking.address();
    HostPort parts = HostPort.of(address == null ? "" : address);
    try {
      return parts.sound()
          ? Optional.of(new Place(parts.host(), Integer.parseInt(parts.port())))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  public record Place(String host, int port) {}

  /**
   * @param address host and port
   */
  public record Networking(
      @Nullable String address, @Nullable Tls tls, boolean disableHostDNSEntry) {}

  public record Tls(
      boolean enabled,
      @JsonAlias("ca_cert") @Nullable ProtoSource caCert,
      @JsonAlias("client_cert") @Nullable ProtoSource clientCert,
      @JsonAlias("client_key") @Nullable ProtoSource clientKey,
      @Wrapped @Nullable Boolean allowRenegotiation,
      @Wrapped @JsonAlias("server_name") @Nullable String serverName,
      @Wrapped @Nullable Boolean skipHostnameVerification) {}
}
