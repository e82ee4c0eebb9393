package io.meshlog.api.config;

import io.meshlog.api.token.ValidationKeys.Fixed;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The API server, {@code KUMA_API_SERVER_*}.
 *
 * @param readOnly whether users may write nothing at all
 * @param rootUrl of the API as a browser reaches it; null when it is where the GUI is
 * @param basePath below which everything but the GUI is served
 */
@ConfigurationProperties("kuma.api-server")
public record ApiServerProperties(
    @DefaultValue Http http,
    @DefaultValue Https https,
    @DefaultValue("false") boolean readOnly,
    @Nullable String rootUrl,
    @DefaultValue("/") String basePath,
    @DefaultValue Gui gui,
    @DefaultValue Auth auth,
    @DefaultValue Authn authn) {

  private static final String PREFIX = "kuma.api-server.";
  private static final String BY_CERTIFICATE = "adminClientCerts";
  private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+/?");

  public ApiServerProperties {
    if (!basePath.equals("/") && !BASE_PATH.matcher(basePath).matches()) {
      throw new SettingProblem(
          PREFIX + "base-path", "'" + basePath + "' is no path such as / or /api");
    }
    if (gui.path().equals(prefix(basePath))) {
      throw new SettingProblem(
          PREFIX + "gui.base-path",
          "'" + gui.path() + "' is the API's " + SettingProblem.variable(PREFIX + "base-path"));
    }
    if (!http.enabled() && !https.enabled()) {
      throw new SettingProblem(PREFIX + "http.enabled", "one of HTTP and HTTPS must be enabled");
    }
    if (authn.byCertificate() && (auth.certificates().isEmpty() || !https.enabled())) {
      throw new SettingProblem(
          PREFIX + "auth.client-certs-dir",
          "must be set, and HTTPS enabled, for "
              + SettingProblem.variable(PREFIX + "authn.type")
              + "=adminClientCerts");
    }
    if (https.requireClientCert()
        && auth.certificates().isEmpty()
        && https.clientAuthority().isEmpty()) {
      throw new SettingProblem(
          PREFIX + "https.tls-ca-file",
          "must be set, or "
              + SettingProblem.variable(PREFIX + "auth.client-certs-dir")
              + ", when client certificates are required");
    }
  }

  /** Whether the HTTPS port asks for client certificates. */
  boolean knowsClients() {
    return authn.byCertificate() || https.requireClientCert();
  }

  /** What the GUI is told: an address of its own, else the path on its own host. */
  String apiUrl() {
    if (rootUrl != null && !rootUrl.isBlank()) {
      return rootUrl;
    }
    return prefix().isEmpty() ? "/" : prefix();
  }

  /** What every path of the API begins with: empty, or e.g. {@code /api}. */
  public String prefix() {
    return prefix(basePath);
  }

  private static String prefix(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Whether a path is the API's root or the GUI's, which ask for no proof. */
  boolean open(String path) {
    return path.equals("/")
        || path.equals(prefix())
        || path.equals(prefix() + '/')
        || path.equals(gui.path())
        || path.startsWith(gui.path() + '/');
  }

  /**
   * @param enabled whether {@code /gui} shows more than that it is disabled
   * @param rootUrl of the GUI as a browser reaches it through a proxy; null when as it is served
   * @param basePath where it is served
   */
  public record Gui(
      @DefaultValue("true") boolean enabled,
      @Nullable String rootUrl,
      @DefaultValue("/gui") String basePath) {
    public Gui {
      if (!BASE_PATH.matcher(basePath).matches()) {
        throw new SettingProblem(
            PREFIX + "gui.base-path", "'" + basePath + "' is no path such as /gui");
      }
    }

    /** Without a slash at its end. */
    String path() {
      return withoutSlash(basePath);
    }

    /** What the address of the index says: where a browser finds the GUI. */
    String address() {
      return rootUrl == null || rootUrl.isBlank() ? path() : rootUrl;
    }

    /** The path of that address. */
    String browserPath() {
      if (rootUrl == null || rootUrl.isBlank()) {
        return path();
      }
      try {
        return withoutSlash(URI.create(rootUrl).getRawPath());
      } catch (IllegalArgumentException e) {
        throw new SettingProblem(PREFIX + "gui.root-url", "'" + rootUrl + "' is no URL");
      }
    }

    private static String withoutSlash(@Nullable String path) {
      return path == null ? "" : prefix(path);
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
   * @param requireClientCert whether a client without a trusted certificate is turned away
   * @param tlsCaFile whose certificates are trusted, beside those in {@link Auth}'s folder
   */
  public record Https(
      @DefaultValue("true") boolean enabled,
      @Name("interface") @DefaultValue("0.0.0.0") String address,
      @DefaultValue("5682") int port,
      @Nullable Path tlsCertFile,
      @Nullable Path tlsKeyFile,
      @DefaultValue("false") boolean requireClientCert,
      @Nullable Path tlsCaFile) {
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

    Optional<Path> clientAuthority() {
      return Paths.given(tlsCaFile);
    }
  }

  /**
   * @param clientCertsDir holds the certificates of clients, each trusted by itself
   */
  public record Auth(@Nullable Path clientCertsDir) {
    Optional<Path> certificates() {
      return Paths.given(clientCertsDir);
    }
  }

  /**
   * @param type {@code tokens}, or {@code adminClientCerts}: who shows a trusted certificate is an
   *     admin, and tokens count for nothing
   */
  public record Authn(
      @DefaultValue("tokens") String type,
      @DefaultValue("true") boolean localhostIsAdmin,
      @DefaultValue Tokens tokens) {
    public Authn {
      if (!type.equals("tokens") && !type.equals(BY_CERTIFICATE)) {
        throw new SettingProblem(
            PREFIX + "authn.type", "'" + type + "' is none of tokens, " + BY_CERTIFICATE);
      }
    }

    boolean byCertificate() {
      return type.equals(BY_CERTIFICATE);
    }
  }

  public record Tokens(
      @DefaultValue("true") boolean bootstrapAdminToken,
      @DefaultValue("true") boolean enableIssuer,
      @DefaultValue TokenValidator validator) {
    Fixed fixed() {
      return validator.fixed(PREFIX + "authn.tokens.validator", false);
    }
  }
}
