package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.Terminal;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.ControlPlane;
import io.meshlog.cli.api.Tls;
import io.meshlog.cli.config.ClientConfig;
import io.meshlog.cli.config.ConfigFile;
import io.meshlog.model.json.GoDuration;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code meshlog} itself: what every verb may be told about the control plane it works on. */
@Command(
    name = "meshlog",
    description = "Works with a control plane of Meshlog or Kuma over its API.",
    subcommands = {
      ApplyCommand.class,
      GetCommand.class,
      DeleteCommand.class,
      InspectCommand.class,
      HistoryCommand.class,
      RevertCommand.class,
      SyncCommand.class,
      PushesCommand.class,
      AuditCommand.class,
      GenerateCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      ConfigCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    })
public final class Root {
  private static final String CONFIG_FILE = "MESHLOG_CONFIG";
  private static final String ADDRESS = "MESHLOG_ADDRESS";
  private static final String TOKEN = "MESHLOG_TOKEN";

  private final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--config-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Known control planes; MESHLOG_CONFIG, else ~/.meshlog/config.")
  private @Nullable Path configFile;

  @Option(
      names = "--no-config",
      scope = ScopeType.INHERIT,
      description = "Read no such file: the control plane is the local one or --address.")
  private boolean noConfig;

  @Option(
      names = "--control-plane",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "One of the known control planes, instead of the current one.")
  private @Nullable String controlPlane;

  @Option(
      names = "--address",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "Of the API server; MESHLOG_ADDRESS. Without any: http://localhost:5681.")
  private @Nullable String address;

  @Option(
      names = "--token",
      scope = ScopeType.INHERIT,
      paramLabel = "TOKEN",
      description = "User token; better MESHLOG_TOKEN, which other users do not see.")
  private @Nullable String token;

  @Option(
      names = {"--header", "--headers"},
      scope = ScopeType.INHERIT,
      split = ",",
      paramLabel = "NAME=VALUE",
      description = "Sent with every request.")
  private Map<String, String> headers = new HashMap<>();

  @Option(
      names = "--ca-cert-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "PEM of the CA that the API server is believed by.")
  private @Nullable Path caCertFile;

  @Option(names = "--client-cert-file", scope = ScopeType.INHERIT, paramLabel = "FILE")
  private @Nullable Path clientCertFile;

  @Option(names = "--client-key-file", scope = ScopeType.INHERIT, paramLabel = "FILE")
  private @Nullable Path clientKeyFile;

  @Option(
      names = "--skip-verify",
      scope = ScopeType.INHERIT,
      description = "Believe any certificate of the API server.")
  private boolean skipVerify;

  @Option(
      names = "--api-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "DURATION",
      defaultValue = "1m",
      description = "Longest wait for an answer; default 1m.")
  private String apiTimeout = "1m";

  public Root(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  ConfigFile configFile() {
    if (configFile != null) {
      return new ConfigFile(configFile);
    }
    String given = terminal.environment().getOrDefault(CONFIG_FILE, "");
    return new ConfigFile(
        given.isEmpty() ? terminal.home().resolve(".meshlog").resolve("config") : Path.of(given));
  }

  /** Of the address that was said, if one was. */
  Optional<URI> address() {
    String given =
        Optional.ofNullable(address).orElse(terminal.environment().getOrDefault(ADDRESS, ""));
    return given.isEmpty() ? Optional.empty() : Optional.of(uri(given));
  }

  static URI uri(String text) {
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      URI uri = URI.create(bare);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw CliFailure.usage(
        "\"" + text + "\" is no address; it looks like http://localhost:5681 or https://host:5682");
  }

  /** The one to work on, with everything that the command line says of it. */
  ControlPlane controlPlane() {
    return told(base());
  }

  private ControlPlane base() {
    Optional<URI> given = address();
    if (given.isPresent()) {
      return ControlPlane.at("given", given.get());
    }
    if (noConfig) {
      return ControlPlane.local();
    }
    ClientConfig config = configFile().read();
    return controlPlane == null ? config.chosen() : config.get(controlPlane);
  }

  /** What options and environment say on top. */
  ControlPlane told(ControlPlane base) {
    Map<String, String> all = new HashMap<>(base.headers());
    all.putAll(headers);
    String fromEnvironment = terminal.environment().getOrDefault(TOKEN, "");
    String bearer =
        token != null ? token : fromEnvironment.isEmpty() ? base.token() : fromEnvironment;
    if ((clientCertFile == null) != (clientKeyFile == null)) {
      throw CliFailure.usage("--client-cert-file and --client-key-file go together");
    }
    Tls tls =
        new Tls(
            caCertFile == null ? base.tls().caCertFile() : caCertFile,
            clientCertFile == null ? base.tls().clientCertFile() : clientCertFile,
            clientKeyFile == null ? base.tls().clientKeyFile() : clientKeyFile,
            skipVerify || base.tls().skipVerify());
    return new ControlPlane(base.name(), base.address(), all, bearer, tls);
  }

  ApiClient open(ControlPlane which) {
    Duration timeout;
    try {
      timeout = GoDuration.parse(apiTimeout).value();
    } catch (IllegalArgumentException e) {
      throw CliFailure.usage("--api-timeout: \"" + apiTimeout + "\" is no duration such as 30s");
    }
    if (!timeout.isPositive()) {
      throw CliFailure.usage("--api-timeout must be more than 0");
    }
    return new ApiClient(which, timeout);
  }
}
