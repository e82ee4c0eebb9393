package io.meshlog.api.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The API server, {@code KUMA_API_SERVER_*}.
 *
 * @param readOnly whether users may write nothing at all
 */
@ConfigurationProperties("kuma.api-server")
public record ApiServerProperties(
    @DefaultValue Http http,
    @DefaultValue Https https,
    @DefaultValue("false") boolean readOnly,
    @DefaultValue Authn authn) {

  private static final String PREFIX = "kuma.api-server.";

  public ApiServerProperties {
    if (!http.enabled() && !https.enabled()) {
      throw new SettingProblem(PREFIX + "http.enabled", "one of HTTP and HTTPS must be enabled");
    }
  }

  public record Http(
      @DefaultValue("true") boolean enabled,
      @Name("interface") @DefaultValue("0.0.0.0") String address,
      @DefaultValue("5681") int port) {
    public Http {
      SettingProblem.port(PREFIX + "http.port", port);
    }
  }

  /**
   * @param tlsCertFile and {@code tlsKeyFile}: null means the general pair
   */
  public record Https(
      @DefaultValue("true") boolean enabled,
      @Name("interface") @DefaultValue("0.0.0.0") String address,
      @DefaultValue("5682") int port,
      @Nullable Path tlsCertFile,
      @Nullable Path tlsKeyFile) {
    public Https {
      SettingProblem.port(PREFIX + "https.port", port);
      if (Paths.given(tlsCertFile).isPresent() != Paths.given(tlsKeyFile).isPresent()) {
        throw new SettingProblem(
            PREFIX + "https.tls-cert-file", "certificate and key must be set together");
      }
    }

    Optional<Path> certificate() {
      return Paths.given(tlsCertFile);
    }

    Optional<Path> key() {
      return Paths.given(tlsKeyFile);
    }
  }

  /**
   * @param type only {@code tokens}
   */
  public record Authn(
      @DefaultValue("tokens") String type,
      @DefaultValue("true") boolean localhostIsAdmin,
      @DefaultValue Tokens tokens) {
    public Authn {
      if (!type.equals("tokens")) {
        throw new SettingProblem(PREFIX + "authn.type", "'" + type + "' is not supported: tokens");
      }
    }
  }

  public record Tokens(
      @DefaultValue("true") boolean bootstrapAdminToken,
      @DefaultValue("true") boolean enableIssuer) {}
}
