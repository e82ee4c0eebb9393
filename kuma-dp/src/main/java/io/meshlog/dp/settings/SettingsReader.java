package io.meshlog.dp.settings;

import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.settings.LaunchSettings.ControlPlane;
import io.meshlog.dp.settings.LaunchSettings.Envoy;
import io.meshlog.dp.settings.LaunchSettings.Proxy;
import io.meshlog.dp.settings.LaunchSettings.Sidecar;
import io.meshlog.dp.settings.LaunchSettings.Token;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns flags and environment into {@link LaunchSettings}, or says everything that is wrong. */
public final class SettingsReader {
  private static final int MAX_FILE_BYTES = 256 << 10;
  private static final List<String> ENVOY_LEVELS =
      List.of("trace", "debug", "info", "warning", "warn", "error", "critical", "off");
  private static final Pattern VARIABLE_START = Pattern.compile(",(?=[A-Za-z_][A-Za-z0-9_.-]*=)");
  private static final Pattern JWT =
      Pattern.compile("[\\w-]+={0,2}\\.[\\w-]+={0,2}\\.[\\w-]*={0,2}");

  private final GivenValues values;
  private final InputStream stdin;
  private boolean transparent;

  private SettingsReader(GivenValues values, InputStream stdin) {
    this.values = values;
    this.stdin = stdin;
  }

  /**
   * Reads the settings and the files they name.
   *
   * @param flags values of the given flags in the order given
   * @param stdin read only for {@code --dataplane-file -}
   */
  public static LaunchSettings read(
      Map<Setting, List<String>> flags, Map<String, String> environment, InputStream stdin)
      throws InvalidSettings {
    return new SettingsReader(new GivenValues(flags, environment), stdin).read();
  }

  private LaunchSettings read() throws InvalidSettings {
    LaunchLog.Level logLevel =
        LaunchLog.Level.valueOf(
            values
                .choice(Setting.LOG_LEVEL, List.of("info", "off", "error", "debug"))
                .toUpperCase(Locale.ROOT));
    ProxyType type = proxyType();
    ControlPlane controlPlane = controlPlane();
    Proxy proxy = proxy(type);
    Token token = token();
    Envoy envoy = envoy(logLevel);
    Sidecar sidecar =
        type == ProxyType.DATAPLANE ? new SidecarReader(values).read(transparent) : Sidecar.NONE;
    List<String> warnings = warnings(controlPlane);
    String workDir = values.textOrNull(Setting.WORK_DIR);
    LaunchSettings settings =
        new LaunchSettings(
            controlPlane,
            proxy,
            token,
            envoy,
            sidecar,
            workDir == null ? null : Path.of(workDir).toAbsolutePath().normalize(),
            values.duration(Setting.DRAIN_TIME),
            values.number(Setting.READINESS_PORT, 1, 65535),
            features(sidecar),
            logLevel,
            warnings);
    if (!values.problems().isEmpty()) {
      throw new InvalidSettings(values.problems());
    }
    return settings;
  }

  private ProxyType proxyType() {
    String name = values.choice(Setting.PROXY_TYPE, List.of("dataplane", "ingress", "egress"));
    return switch (name) {
      case "ingress" -> ProxyType.INGRESS;
      case "egress" -> ProxyType.EGRESS;
      default -> ProxyType.DATAPLANE;
    };
  }

  private ControlPlane controlPlane() {
    String ca = values.textOrNull(Setting.CA_CERT);
    String caFile = values.textOrNull(Setting.CA_CERT_FILE);
    if (ca != null && caFile != null) {
      values.problem(Setting.CA_CERT_FILE, "not together with " + Setting.CA_CERT.variable());
    } else if (caFile != null) {
      ca = readFile(Setting.CA_CERT_FILE, caFile);
    }
    return new ControlPlane(
        address(),
        ca,
        values.isOn(Setting.SKIP_VERIFY),
        values.duration(Setting.RETRY_BACKOFF),
        values.duration(Setting.RETRY_MAX_DURATION));
  }

  private URI address() {
    String text = values.text(Setting.CP_ADDRESS);
    try {
      URI address = new URI(text);
      boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
      if (web && address.getHost() != null && address.getQuery() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    values.problem(
        Setting.CP_ADDRESS, "\"" + text + "\" is not a URL such as https://localhost:5678");
    return URI.create("https://localhost:5678");
  }

  private Proxy proxy(ProxyType type) {
    String text = resourceText();
    boolean hasResource =
        values.isGiven(Setting.DATAPLANE) || values.isGiven(Setting.DATAPLANE_FILE);
    if (hasResource) {
      for (Setting own : List.of(Setting.NAME, Setting.MESH)) {
        if (values.isGiven(own)) {
          values.problem(own, "not together with a resource, which carries its own name and mesh");
        }
      }
      ProxyResource resource = text == null ? null : resource(text, type);
      transparent = resource != null && resource.transparent();
      return resource == null
          ? new Proxy(type, "", "", null)
          : new Proxy(type, resource.mesh(), resource.name(), resource.text());
    }
    String name = values.text(Setting.NAME);
    if (name.isEmpty()) {
      values.problem(Setting.NAME, "is needed, or a resource by --dataplane-file or --dataplane");
    }
    String mesh = values.text(Setting.MESH);
    boolean inMesh = type == ProxyType.DATAPLANE;
    return new Proxy(type, !inMesh ? "" : mesh.isEmpty() ? "default" : mesh, name, null);
  }

  private @Nullable String resourceText() {
    String inline = values.textOrNull(Setting.DATAPLANE);
    String file = values.textOrNull(Setting.DATAPLANE_FILE);
    if (inline != null && file != null) {
      values.problem(
          Setting.DATAPLANE_FILE, "not together with " + values.source(Setting.DATAPLANE));
      return null;
    }
    return file == null ? inline : readFile(Setting.DATAPLANE_FILE, file);
  }

  private @Nullable ProxyResource resource(String template, ProxyType type) {
    Setting setting =
        values.isGiven(Setting.DATAPLANE_FILE) ? Setting.DATAPLANE_FILE : Setting.DATAPLANE;
    List<String> problems = new ArrayList<>();
    String text = Placeholders.fill(template, variables(), problems);
    ProxyResource resource = problems.isEmpty() ? ProxyResource.of(text, type, problems) : null;
    problems.forEach(problem -> values.problem(setting, problem));
    return resource;
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String given : values.all(Setting.DATAPLANE_VAR)) {
      // A comma starts the next variable only if a name follows, so that values may hold commas.
      for (String pair : VARIABLE_START.split(given)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          values.problem(Setting.DATAPLANE_VAR, "\"" + pair + "\" is not of the form name=value");
        } else {
          variables.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
        }
      }
    }
    return variables;
  }

  private Token token() {
    String value = values.textOrNull(Setting.TOKEN);
    String file = values.textOrNull(Setting.TOKEN_FILE);
    if (value != null && file != null) {
      values.problem(Setting.TOKEN_FILE, "not together with " + values.source(Setting.TOKEN));
      return new Token(null, null);
    }
    Setting setting = file == null ? Setting.TOKEN : Setting.TOKEN_FILE;
    String token = file == null ? value : readFile(setting, file);
    if (token == null) {
      return new Token(null, null);
    }
    token = token.strip();
    if (!JWT.matcher(token).matches()) {
      values.problem(
          setting,
          token.contains("\n")
              ? "the token must be one line"
              : "this is not a token: three parts of letters and digits separated by dots expected");
    }
    return new Token(token, file == null ? null : Path.of(file).toAbsolutePath().normalize());
  }

  private Envoy envoy(LaunchLog.Level logLevel) {
    String level = logLevel.name().toLowerCase(Locale.ROOT);
    if (values.isGiven(Setting.ENVOY_LOG_LEVEL)) {
      level = values.choice(Setting.ENVOY_LOG_LEVEL, ENVOY_LEVELS);
    }
    return new Envoy(
        values.text(Setting.BINARY_PATH),
        values.number(Setting.CONCURRENCY, 0, 1024),
        level,
        values.textOrNull(Setting.ENVOY_COMPONENT_LOG_LEVEL));
  }

  private List<String> features(Sidecar sidecar) {
    List<String> features = new ArrayList<>();
    if (sidecar != Sidecar.NONE) {
      features.add("feature-tcp-accesslog-via-named-pipe");
    }
    if (sidecar.otelPipe()) {
      features.add("feature-otel-via-kuma-dp");
    }
    if (sidecar.dnsPort() > 0) {
      features.add("feature-embedded-dns");
    }
    if (sidecar.transparentProxy() != null) {
      features.add("feature-transparent-proxy-in-dataplane-metadata");
    }
    if (values.choice(Setting.XDS_VARIANT, List.of("GRPC", "DELTA_GRPC")).equals("DELTA_GRPC")) {
      features.add("feature-delta-grpc");
    }
    addIfOn(features, Setting.BIND_OUTBOUNDS, "feature-bind-outbounds");
    addIfOn(features, Setting.UNIFIED_NAMING, "feature-unified-resource-naming");
    addIfOn(features, Setting.STRICT_INBOUND_PORTS, "feature-strict-inbound-ports");
    addIfOn(features, Setting.REUSE_PORT, "feature-reuse-port");
    return features;
  }

  private void addIfOn(List<String> features, Setting setting, String feature) {
    if (values.isOn(setting)) {
      features.add(feature);
    }
  }

  private List<String> warnings(ControlPlane controlPlane) {
    List<String> warnings = new ArrayList<>();
    if (controlPlane.skipVerify()) {
      warnings.add("--skip-verify: the control plane's certificate is not verified");
    }
    if ("http".equals(controlPlane.address().getScheme())) {
      warnings.add("--cp-address is http: the token and the bootstrap travel unencrypted");
    }
    return warnings;
  }

  private @Nullable String readFile(Setting setting, String name) {
    boolean fromStdin = setting == Setting.DATAPLANE_FILE && name.equals("-");
    try (InputStream in = fromStdin ? stdin : Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        values.problem(setting, name + " is larger than " + MAX_FILE_BYTES + " bytes");
      } else if (bytes.length == 0) {
        values.problem(setting, name + " is empty");
      } else {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    } catch (NoSuchFileException e) {
      values.problem(setting, "there is no file " + name);
    } catch (IOException e) {
      values.problem(setting, "cannot read " + name + ": " + e.getMessage());
    }
    return null;
  }
}
