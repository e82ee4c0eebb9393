package io.meshlog.dp.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshlog.dp.log.LaunchLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  private static final String RESOURCE =
      """
      type: Dataplane
      mesh: m1
      name: {{ name }}
      networking: {address: "{{address}}"}
      """;
  private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJuYW1lIjoiYSJ9.c2lnbg";

  @TempDir Path folder;

  @Test
  void usesKumasDefaults() throws Exception {
    LaunchSettings settings = read(Map.of(Setting.NAME, "dp-1"), Map.of());

    assertThat(settings.controlPlane().address()).hasToString("https://localhost:5678");
    assertThat(settings.controlPlane().retryBackoff()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.controlPlane().retryMaxDuration()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.controlPlane().skipVerify()).isFalse();
    assertThat(settings.proxy())
        .isEqualTo(new LaunchSettings.Proxy(ProxyType.DATAPLANE, "default", "dp-1", null));
    assertThat(settings.envoy()).isEqualTo(new LaunchSettings.Envoy("envoy", 0, "info", null));
    assertThat(settings.drainTime()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.readinessPort()).isEqualTo(9902);
    assertThat(settings.workDir()).isNull();
    assertThat(settings.logLevel()).isEqualTo(LaunchLog.Level.INFO);
    assertThat(settings.features())
        .containsExactly(
            "feature-tcp-accesslog-via-named-pipe",
            "feature-otel-via-kuma-dp",
            "feature-strict-inbound-ports",
            "feature-reuse-port");
    assertThat(settings.sidecar().dnsPort()).as("nobody asks without a redirect").isZero();
    assertThat(settings.sidecar().refreshInterval()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void takesTheFlagBeforeTheEnvironmentAndTheEnvironmentBeforeTheDefault() throws Exception {
    Map<String, String> environment =
        Map.of(
            "KUMA_DATAPLANE_NAME", "from-env",
            "KUMA_DATAPLANE_DRAIN_TIME", "1m30s",
            "KUMA_READINESS_PORT", "1234",
            "KUMA_DNS_ENABLED", "true");

    LaunchSettings settings =
        read(Map.of(Setting.NAME, "from-flag", Setting.DNS_ENABLED, "false"), environment);

    assertThat(settings.proxy().name()).isEqualTo("from-flag");
    assertThat(settings.drainTime()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.readinessPort()).isEqualTo(1234);
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void everySettingWithAVariableCanBeSetByIt() throws Exception {
    Path ca = write("ca.pem", "PEM");
    Path token = write("token", TOKEN + "\n");
    Path resource = write("dp.yaml", "type: ZoneIngress\nname: i1\n");
    LaunchSettings settings =
        read(
            Map.of(),
            Map.ofEntries(
                Map.entry("KUMA_CONTROL_PLANE_URL", "https://cp:1"),
                Map.entry("KUMA_CONTROL_PLANE_CA_CERT_FILE", ca.toString()),
                Map.entry("KUMA_CONTROL_PLANE_TLS_SKIP_VERIFY", "true"),
                Map.entry("KUMA_CONTROL_PLANE_RETRY_BACKOFF", "10ms"),
                Map.entry("KUMA_CONTROL_PLANE_RETRY_MAX_DURATION", "1h"),
                Map.entry("KUMA_DATAPLANE_PROXY_TYPE", "ingress"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_RESOURCE_PATH", resource.toString()),
                Map.entry("KUMA_DATAPLANE_RUNTIME_TOKEN_PATH", token.toString()),
                Map.entry("KUMA_DATAPLANE_RUNTIME_BINARY_PATH", "/opt/envoy"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_WORK_DIR", folder.toString()),
                Map.entry("KUMA_DATAPLANE_RUNTIME_CONCURRENCY", "2"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_ENVOY_LOG_LEVEL", "debug"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_ENVOY_COMPONENT_LOG_LEVEL", "upstream:trace"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_BIND_OUTBOUNDS", "1"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_UNIFIED_RESOURCE_NAMING_ENABLED", "true"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_STRICT_INBOUND_PORTS_ENABLED", "false"),
                Map.entry("KUMA_DATAPLANE_RUNTIME_REUSE_PORT_ENABLED", "false"),
                Map.entry(
                    "KUMA_DATAPLANE_RUNTIME_ENVOY_XDS_TRANSPORT_PROTOCOL_VARIANT", "DELTA_GRPC")));

    assertThat(settings.controlPlane().address()).hasToString("https://cp:1");
    assertThat(settings.controlPlane().caPem()).isEqualTo("PEM");
    assertThat(settings.controlPlane().skipVerify()).isTrue();
    assertThat(settings.controlPlane().retryBackoff()).isEqualTo(Duration.ofMillis(10));
    assertThat(settings.controlPlane().retryMaxDuration()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.proxy().type()).isEqualTo(ProxyType.INGRESS);
    assertThat(settings.proxy().mesh()).isEmpty();
    assertThat(settings.proxy().name()).isEqualTo("i1");
    assertThat(settings.token()).isEqualTo(new LaunchSettings.Token(TOKEN, token));
    assertThat(settings.envoy())
        .isEqualTo(new LaunchSettings.Envoy("/opt/envoy", 2, "debug", "upstream:trace"));
    assertThat(settings.workDir()).isEqualTo(folder);
    assertThat(settings.features())
        .containsExactly(
            "feature-delta-grpc", "feature-bind-outbounds", "feature-unified-resource-naming");
  }

  @Test
  void fillsPlaceholdersAndReadsNameAndMeshFromTheResource() throws Exception {
    LaunchSettings settings =
        readAll(
            Map.of(
                Setting.DATAPLANE, List.of(RESOURCE),
                Setting.DATAPLANE_VAR, List.of("name=dp-1", "x=1,2,address=10.0.0.1")),
            Map.of());

    assertThat(settings.proxy().name()).isEqualTo("dp-1");
    assertThat(settings.proxy().mesh()).isEqualTo("m1");
    assertThat(settings.proxy().resource())
        .isEqualTo(
            """
            type: Dataplane
            mesh: m1
            name: dp-1
            networking: {address: "10.0.0.1"}
            """);
  }

  @Test
  void readsTheResourceFromStdinForADash() throws Exception {
    InputStream stdin =
        new ByteArrayInputStream(
            "{\"type\":\"Dataplane\",\"name\":\"j\"}".getBytes(StandardCharsets.UTF_8));

    LaunchSettings settings =
        SettingsReader.read(Map.of(Setting.DATAPLANE_FILE, List.of("-")), Map.of(), stdin);

    assertThat(settings.proxy().name()).isEqualTo("j");
    assertThat(settings.proxy().mesh()).isEqualTo("default");
  }

  @Test
  void namesEveryPlaceholderWithoutValue() {
    assertThat(problems(Map.of(Setting.DATAPLANE, RESOURCE), Map.of()))
        .containsExactly(
            "--dataplane: placeholder {{ name }} has no value; give it with --dataplane-var"
                + " name=...",
            "--dataplane: placeholder {{ address }} has no value; give it with --dataplane-var"
                + " address=...");
  }

  @ParameterizedTest
  @CsvSource({
    "DRAIN_TIME, abc, --drain-time: \"abc\" is not a duration such as 30s or 1m30s",
    "DRAIN_TIME, -5s, --drain-time: \"-5s\" is not a duration such as 30s or 1m30s",
    "CONCURRENCY, -1, --concurrency: \"-1\" is not a number from 0 to 1024",
    "CP_ADDRESS, cp:5678, --cp-address: \"cp:5678\" is not a URL such as https://localhost:5678",
    "CP_ADDRESS, ftp://cp, --cp-address: \"ftp://cp\" is not a URL such as https://localhost:5678",
    "PROXY_TYPE, sidecar, '--proxy-type: \"sidecar\" is not one of dataplane, ingress, egress'",
    "DNS_ENABLED, maybe, --dns-enabled: \"maybe\" is not true or false",
    "LOG_LEVEL, loud, '--log-level: \"loud\" is not one of info, off, error, debug'",
    "CA_CERT_FILE, /nowhere/ca.pem, --ca-cert-file: there is no file /nowhere/ca.pem",
    "TOKEN, not-a-token, '--dataplane-token: this is not a token: three parts of letters and"
        + " digits separated by dots expected'",
    "DATAPLANE_VAR, novalue, --dataplane-var: \"novalue\" is not of the form name=value",
    "WORK_DIR, '', --work-dir: must not be empty",
    "TRANSPARENT_PROXY_CONFIG, /nowhere.yaml, '--transparent-proxy-config: neither a file nor a"
        + " YAML object such as {redirect: {dns: {enabled: true}}}'",
    "TRANSPARENT_PROXY_CONFIG, '{ipFamilyMode: v6}', '--transparent-proxy-config: ipFamilyMode:"
        + " \"v6\" is not dualstack or ipv4'",
    "TRANSPARENT_PROXY_CONFIG, '{redirect: {inbound: {port: 70000}}}', '--transparent-proxy-config:"
        + " redirect.inbound.port: \"70000\" is not a number from 1 to 65535'",
    "TRANSPARENT_PROXY_CONFIG, '{redirect: {dns: {enabled: often}}}', '--transparent-proxy-config:"
        + " redirect.dns.enabled: \"often\" is not true or false'",
    "DNS_PORT, 0, --dns-coredns-port: \"0\" is not a number from 1 to 65535",
  })
  void namesTheFlagOfAnUnusableValue(Setting setting, String value, String problem) {
    Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.DATAPLANE, List.of("type: " + "Dataplane\nname: {{ n }}\nmesh: default\n"));
    flags.put(Setting.DATAPLANE_VAR, List.of("n=dp-1"));
    flags.merge(setting, List.of(value), (old, given) -> List.of(old.getFirst(), value));
    if (setting == Setting.PROXY_TYPE) {
      flags.remove(Setting.DATAPLANE);
      flags.put(Setting.NAME, List.of("dp-1"));
    }

    assertThat(problemsOf(flags, Map.of())).containsExactly(problem);
  }

  @Test
  void namesTheVariableWhenTheValueCameFromTheEnvironment() {
    assertThat(
            problems(
                Map.of(Setting.NAME, "a"),
                Map.of("KUMA_READINESS_PORT", "0", "KUMA_DATAPLANE_DRAIN_TIME", "x")))
        .containsExactlyInAnyOrder(
            "KUMA_READINESS_PORT: \"0\" is not a number from 1 to 65535",
            "KUMA_DATAPLANE_DRAIN_TIME: \"x\" is not a duration such as 30s or 1m30s");
  }

  @Test
  void refusesTwoSourcesOfTheSameThing() throws IOException {
    Path file = write("f", TOKEN);

    assertThat(
            problems(
                Map.of(
                    Setting.NAME,
                    "a",
                    Setting.TOKEN,
                    TOKEN,
                    Setting.TOKEN_FILE,
                    file.toString(),
                    Setting.CA_CERT_FILE,
                    file.toString()),
                Map.of("KUMA_CONTROL_PLANE_CA_CERT", "PEM")))
        .containsExactly(
            "--ca-cert-file: not together with KUMA_CONTROL_PLANE_CA_CERT",
            "--dataplane-token-file: not together with --dataplane-token");
  }

  @Test
  void refusesANameBesideAResourceAndNeitherOfThem() {
    assertThat(
            problems(
                Map.of(Setting.DATAPLANE, "type: Dataplane\nname: a", Setting.MESH, "m"),
                Map.of("KUMA_DATAPLANE_NAME", "b")))
        .containsExactly(
            "KUMA_DATAPLANE_NAME: not together with a resource, which carries its own name and mesh",
            "--mesh: not together with a resource, which carries its own name and mesh");
    assertThat(problems(Map.of(), Map.of()))
        .containsExactly("--name: is needed, or a resource by --dataplane-file or --dataplane");
  }

  @ParameterizedTest
  @CsvSource({
    "'[1, 2]', 'the resource must be a YAML or JSON object with type, mesh and name'",
    "'{type: Dataplane, name: 7}', 'the resource''s name must be a string, not 7'",
    "'{type: Dataplane}', the resource has no name",
    "'{name: a}', 'the resource has no type; expected \"Dataplane\"'",
    "'{type: ZoneEgress, name: a}', 'the resource is a \"ZoneEgress\", but --proxy-type dataplane"
        + " needs a \"Dataplane\"'",
  })
  void saysWhatIsWrongWithAResource(String resource, String problem) {
    assertThat(problems(Map.of(Setting.DATAPLANE, resource), Map.of()))
        .containsExactly("--dataplane: " + problem);
  }

  @Test
  void saysWhereAResourceIsNoYaml() {
    assertThat(problems(Map.of(Setting.DATAPLANE, "type: Dataplane\nname: [a\n"), Map.of()))
        .singleElement()
        .asString()
        .startsWith("--dataplane: the resource is not valid YAML: ")
        .contains("line 2");
  }

  @Test
  void refusesATokenFileWithTwoLines() throws IOException {
    Path file = write("token", TOKEN + "\n" + TOKEN);

    assertThat(problems(Map.of(Setting.NAME, "a", Setting.TOKEN_FILE, file.toString()), Map.of()))
        .containsExactly("--dataplane-token-file: the token must be one line");
  }

  @Test
  void refusesAnOversizedFile() throws IOException {
    Path file = write("dp.yaml", "x".repeat((256 << 10) + 1));

    assertThat(problems(Map.of(Setting.DATAPLANE_FILE, file.toString()), Map.of()))
        .containsExactly("--dataplane-file: " + file + " is larger than 262144 bytes");
  }

  @Test
  void dnsRunsWhereQueriesCanCome() throws Exception {
    String redirected = "{redirect: {dns: {enabled: true, port: 1053}}}";
    assertThat(dnsPort(Map.of(), Map.of("KUMA_DNS_PROXY_PORT", "5353"))).isEqualTo(5353);
    assertThat(
            dnsPort(
                Map.of(Setting.DNS_ENABLED, "false"),
                Map.of("KUMA_DNS_PROXY_PORT", "5353", "KUMA_DNS_CORE_DNS_PORT", "5354")))
        .isZero();
    assertThat(dnsPort(Map.of(Setting.TRANSPARENT_PROXY_CONFIG, redirected), Map.of()))
        .isEqualTo(1053);
    assertThat(
            dnsPort(
                Map.of(Setting.TRANSPARENT_PROXY_CONFIG, "{redirect: {dns: {enabled: true}}}"),
                Map.of("KUMA_DNS_CORE_DNS_PORT", "5354")))
        .isEqualTo(5354);
    assertThat(dnsPort(Map.of(Setting.TRANSPARENT_PROXY, "true"), Map.of()))
        .as("usually DNS is not redirected")
        .isZero();
    String dataplane =
        "{type: Dataplane, name: a, networking: {transparentProxying: {redirectPortOutbound: 15001}}}";
    assertThat(read(Map.of(Setting.DATAPLANE, dataplane), Map.of()).sidecar().dnsPort())
        .isEqualTo(15053);
    assertThat(
            read(
                    Map.of(Setting.NAME, "a", Setting.PROXY_TYPE, "egress"),
                    Map.of("KUMA_DNS_PROXY_PORT", "5353"))
                .features())
        .doesNotContain("feature-embedded-dns", "feature-tcp-accesslog-via-named-pipe");
  }

  private static int dnsPort(Map<Setting, String> flags, Map<String, String> environment)
      throws InvalidSettings {
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    all.putAll(flags);
    all.put(Setting.NAME, "a");
    LaunchSettings settings = read(all, environment);
    assertThat(settings.features().contains("feature-embedded-dns"))
        .isEqualTo(settings.sidecar().dnsPort() > 0);
    return settings.sidecar().dnsPort();
  }

  @Test
  void aTransparentProxyIsToldWithTheUsualValuesFilledIn() throws Exception {
    Path file =
        write(
            "tproxy.yaml",
            "ipFamilyMode: ipv4\nredirect: {inbound: {port: 16006}, x: [1, {y: 2}]}\n");
    LaunchSettings settings =
        read(
            Map.of(Setting.NAME, "a", Setting.TRANSPARENT_PROXY_CONFIG, file.toString()), Map.of());
    assertThat(settings.features()).contains("feature-transparent-proxy-in-dataplane-metadata");
    assertThat(settings.sidecar().transparentProxy().config())
        .hasToString(
            "{ipFamilyMode=ipv4, redirect={inbound={enabled=true, port=16006},"
                + " outbound={enabled=true, port=15001}, dns={enabled=false, port=15053},"
                + " x=[1, {y=2}]}}");
  }

  @Test
  void doesNotPrintTheToken() throws Exception {
    LaunchSettings settings = read(Map.of(Setting.NAME, "a", Setting.TOKEN, TOKEN), Map.of());

    assertThat(settings.toString()).doesNotContain(TOKEN);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static LaunchSettings read(Map<Setting, String> flags, Map<String, String> environment)
      throws InvalidSettings {
    return readAll(lists(flags), environment);
  }

  private static LaunchSettings readAll(
      Map<Setting, List<String>> flags, Map<String, String> environment) throws InvalidSettings {
    return SettingsReader.read(flags, environment, InputStream.nullInputStream());
  }

  private static List<String> problems(
      Map<Setting, String> flags, Map<String, String> environment) {
    return problemsOf(lists(flags), environment);
  }

  private static List<String> problemsOf(
      Map<Setting, List<String>> flags, Map<String, String> environment) {
    InvalidSettings invalid =
        catchThrowableOfType(InvalidSettings.class, () -> readAll(flags, environment));
    assertThat(invalid).as("the settings must be refused").isNotNull();
    return invalid.problems();
  }

  private static Map<Setting, List<String>> lists(Map<Setting, String> flags) {
    Map<Setting, List<String>> lists = new EnumMap<>(Setting.class);
    flags.forEach((setting, value) -> lists.put(setting, List.of(value)));
    return lists;
  }
}
