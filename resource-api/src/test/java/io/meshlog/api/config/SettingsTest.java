package io.meshlog.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.api.auth.AccessRules.Allowed;
import io.meshlog.api.auth.Right;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.api.token.ValidationKeys;
import io.meshlog.api.token.ValidationKeys.Fixed;
import io.meshlog.model.naming.AddressRange;
import io.meshlog.model.naming.AddressRanges;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Settings by environment variables, as users give them. */
class SettingsTest {
  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties({
    ApiServerProperties.class,
    GeneralProperties.class,
    ModeProperties.class,
    ZoneProperties.class,
    DefaultsProperties.class,
    IpamProperties.class,
    DiagnosticsProperties.class,
    MeshlogApiProperties.class,
    MeshlogDiagnosticsProperties.class,
    ProxyTokenProperties.class,
    AccessProperties.class,
    GuiProperties.class
  })
  static class App {}

  private static ConfigurableApplicationContext start(Map<String, Object> variables) {
    SpringApplication app = new SpringApplication(App.class);
    app.setWebApplicationType(WebApplicationType.NONE);
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new HashMap<>(variables)));
    app.setEnvironment(environment);
    app.setLogStartupInfo(false);
    return app.run();
  }

  @Test
  void hasKumasDefaults() {
    try (var context = start(Map.of())) {
      ApiServerProperties api = context.getBean(ApiServerProperties.class);
      assertThat(api.http().port()).isEqualTo(5681);
      assertThat(api.http().address()).isEqualTo("0.0.0.0");
      assertThat(api.https().port()).isEqualTo(5682);
      assertThat(api.authn().localhostIsAdmin()).isTrue();
      assertThat(context.getBean(DiagnosticsProperties.class).serverPort()).isEqualTo(5680);
      assertThat(context.getBean(ZoneProperties.class).name()).isEqualTo("default");
      assertThat(context.getBean(ModeProperties.class).global()).isFalse();
      assertThat(context.getBean(GeneralProperties.class).workDir())
          .isEqualTo(java.nio.file.Path.of(System.getProperty("user.home"), ".kuma"));
      assertThat(context.getBean(MeshlogApiProperties.class).bodyLimit().toBytes())
          .isEqualTo(1024 * 1024);
    }
  }

  @Test
  void readsKumasVariables() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("KUMA_MODE", "global");
    variables.put("KUMA_API_SERVER_HTTP_PORT", "15681");
    variables.put("KUMA_API_SERVER_HTTP_INTERFACE", "127.0.0.1");
    variables.put("KUMA_API_SERVER_HTTPS_ENABLED", "false");
    variables.put("KUMA_API_SERVER_READ_ONLY", "true");
    variables.put("KUMA_API_SERVER_AUTHN_LOCALHOST_IS_ADMIN", "false");
    variables.put("KUMA_API_SERVER_AUTHN_TOKENS_BOOTSTRAP_ADMIN_TOKEN", "false");
    variables.put("KUMA_GENERAL_WORK_DIR", "/tmp/here");
    variables.put("KUMA_GENERAL_TLS_CERT_FILE", "");
    variables.put("KUMA_DIAGNOSTICS_SERVER_PORT", "15680");
    variables.put("MESHLOG_DIAGNOSTICS_SERVER_INTERFACE", "127.0.0.1");
    variables.put("KUMA_MULTIZONE_ZONE_NAME", "zone-1");
    variables.put("KUMA_MULTIZONE_ZONE_GLOBAL_ADDRESS", "grpcs://global:5685");
    variables.put("KUMA_MULTIZONE_ZONE_DISABLE_ORIGIN_LABEL_VALIDATION", "true");
    variables.put("KUMA_DEFAULTS_SKIP_MESH_CREATION", "true");
    variables.put("KUMA_DP_SERVER_AUTHN_DP_PROXY_DP_TOKEN_ENABLE_ISSUER", "false");
    variables.put("MESHLOG_API_BODY_LIMIT", "2MB");
    variables.put("KUMA_API_SERVER_ROOT_URL", "https://mesh.example/api");
    variables.put("KUMA_API_SERVER_GUI_ROOT_URL", "https://mesh.example/ui/");
    variables.put("KUMA_API_SERVER_GUI_BASE_PATH", "/console/");
    variables.put("KUMA_API_SERVER_GUI_ENABLED", "false");
    variables.put("MESHLOG_GUI_DIRECTORY", "/srv/gui");
    variables.put("KUMA_API_SERVER_BASE_PATH", "/mesh/api/");
    variables.put("KUMA_IPAM_MESH_SERVICE_CIDR", "10.1.0.0/16");
    variables.put("KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR", "10.2.0.0/16");
    variables.put("KUMA_IPAM_MESH_MULTI_ZONE_SERVICE_CIDR", "10.3.0.0/16");
    try (var context = start(variables)) {
      ApiServerProperties api = context.getBean(ApiServerProperties.class);
      assertThat(api.http().port()).isEqualTo(15681);
      assertThat(api.http().address()).isEqualTo("127.0.0.1");
      assertThat(api.https().enabled()).isFalse();
      assertThat(api.readOnly()).isTrue();
      assertThat(api.authn().localhostIsAdmin()).isFalse();
      assertThat(api.authn().tokens().bootstrapAdminToken()).isFalse();
      assertThat(api.apiUrl()).isEqualTo("https://mesh.example/api");
      assertThat(api.prefix()).isEqualTo("/mesh/api");
      assertThat(context.getBean(IpamProperties.class).ranges())
          .isEqualTo(
              new AddressRanges(
                  AddressRange.parse("10.1.0.0/16"),
                  AddressRange.parse("10.2.0.0/16"),
                  AddressRange.parse("10.3.0.0/16")));
      assertThat(api.gui().path()).isEqualTo("/console");
      assertThat(api.gui().browserPath()).isEqualTo("/ui");
      assertThat(api.gui().address()).isEqualTo("https://mesh.example/ui/");
      assertThat(api.gui().enabled()).isFalse();
      assertThat(context.getBean(GuiProperties.class).folder())
          .hasValue(java.nio.file.Path.of("/srv/gui"));
      assertThat(context.getBean(GeneralProperties.class).workDir()).hasToString("/tmp/here");
      assertThat(context.getBean(GeneralProperties.class).certificate()).isEmpty();
      assertThat(context.getBean(DiagnosticsProperties.class).serverPort()).isEqualTo(15680);
      assertThat(context.getBean(MeshlogDiagnosticsProperties.class).serverInterface())
          .isEqualTo("127.0.0.1");
      ZoneProperties zone = context.getBean(ZoneProperties.class);
      assertThat(zone.name()).isEqualTo("zone-1");
      assertThat(zone.asksForFederation()).isTrue();
      assertThat(zone.disableOriginLabelValidation()).isTrue();
      assertThat(context.getBean(ModeProperties.class).global()).isTrue();
      assertThat(context.getBean(DefaultsProperties.class).skipMeshCreation()).isTrue();
      assertThat(context.getBean(ProxyTokenProperties.class).dpProxy().dpToken().enableIssuer())
          .isFalse();
      assertThat(context.getBean(MeshlogApiProperties.class).bodyLimit().toMegabytes())
          .isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KUMA_API_SERVER_HTTP_PORT|abc|KUMA_API_SERVER_HTTP_PORT: 'abc' is no int",
        "KUMA_API_SERVER_HTTP_PORT|70000|KUMA_API_SERVER_HTTP_PORT: 70000 is no port",
        "KUMA_API_SERVER_HTTPS_ENABLED|perhaps|KUMA_API_SERVER_HTTPS_ENABLED: 'perhaps' is no boolean",
        "KUMA_API_SERVER_AUTHN_TYPE|magic|KUMA_API_SERVER_AUTHN_TYPE: 'magic' is none of tokens, adminClientCerts",
        "KUMA_API_SERVER_GUI_BASE_PATH|gui|KUMA_API_SERVER_GUI_BASE_PATH: 'gui' is no path such as /gui",
        "KUMA_API_SERVER_BASE_PATH|api|KUMA_API_SERVER_BASE_PATH: 'api' is no path such as / or /api",
        "KUMA_API_SERVER_BASE_PATH|/gui/|KUMA_API_SERVER_GUI_BASE_PATH: '/gui' is the API's KUMA_API_SERVER_BASE_PATH",
        "KUMA_IPAM_MESH_SERVICE_CIDR|241.0.0.1/8|KUMA_IPAM_MESH_SERVICE_CIDR: '241.0.0.1/8' names a host: its network is 241.0.0.0/8",
        "KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR|a|KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR: 'a' is no IPv4 network such as 241.0.0.0/8",
        "KUMA_IPAM_MESH_MULTI_ZONE_SERVICE_CIDR|10.0.0.0/31|KUMA_IPAM_MESH_MULTI_ZONE_SERVICE_CIDR: the prefix of '10.0.0.0/31' is not within /2 and /30",
        "KUMA_IPAM_MESH_SERVICE_CIDR|243.1.0.0/16|'KUMA_IPAM_MESH_SERVICE_CIDR: the networks 243.1.0.0/16, 242.0.0.0/8 and 243.0.0.0/8 must not overlap: an address stands for one service'",
        "KUMA_MODE|local|KUMA_MODE: 'local' is none of zone, global",
        "KUMA_MULTIZONE_ZONE_NAME|Zone_1|KUMA_MULTIZONE_ZONE_NAME: 'Zone_1' is not 1 to 63 lowercase letters, digits or '-'",
        "KUMA_DIAGNOSTICS_SERVER_PORT|-1|KUMA_DIAGNOSTICS_SERVER_PORT: -1 is no port",
        "KUMA_GENERAL_TLS_CERT_FILE|/x|KUMA_GENERAL_TLS_CERT_FILE: certificate and key must be set together",
        "KUMA_API_SERVER_AUTHN_TYPE|adminClientCerts|KUMA_API_SERVER_AUTH_CLIENT_CERTS_DIR: must be set, and HTTPS enabled, for KUMA_API_SERVER_AUTHN_TYPE=adminClientCerts",
        "KUMA_API_SERVER_HTTPS_REQUIRE_CLIENT_CERT|true|KUMA_API_SERVER_HTTPS_TLS_CA_FILE: must be set, or KUMA_API_SERVER_AUTH_CLIENT_CERTS_DIR, when client certificates are required",
        "KUMA_ACCESS_TYPE|rbac|KUMA_ACCESS_TYPE: 'rbac' is not supported: static",
        "MESHLOG_API_BODY_LIMIT|lots|MESHLOG_API_BODY_LIMIT: 'lots' is no DataSize",
        "MESHLOG_API_BODY_LIMIT|1GB|MESHLOG_API_BODY_LIMIT: must be from 1B to 16777216B",
      })
  void namesTheVariableOfAWrongSettingInOneLine(String variable, String value, String line) {
    try (var context = start(Map.of(variable, value))) {
      throw new AssertionError("it started");
    } catch (RuntimeException e) {
      assertThat(SettingReporter.line(e)).isEqualTo(line);
    }
  }

  @Test
  void readsWhoMayDoWhat() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("KUMA_ACCESS_STATIC_ADMIN_RESOURCES_USERS", "ann,joe");
    variables.put("KUMA_ACCESS_STATIC_GENERATE_DP_TOKEN_GROUPS", "deployers");
    variables.put("KUMA_ACCESS_STATIC_GET_CONFIG_DUMP_GROUPS", "");
    variables.put("KUMA_ACCESS_STATIC_VIEW_STATS_USERS", "ann");
    try (var context = start(variables)) {
      var allowed = context.getBean(AccessProperties.class).rules().allowed();
      assertThat(allowed.get(Right.ADMIN_RESOURCES))
          .isEqualTo(new Allowed(Set.of("ann", "joe"), Set.of("mesh-system:admin")));
      assertThat(allowed.get(Right.GENERATE_DATAPLANE_TOKEN))
          .isEqualTo(new Allowed(Set.of("mesh-system:admin"), Set.of("deployers")));
      assertThat(allowed.get(Right.GENERATE_USER_TOKEN))
          .isEqualTo(allowed.get(Right.GENERATE_ZONE_TOKEN))
          .isEqualTo(new Allowed(Set.of("mesh-system:admin"), Set.of("mesh-system:admin")));
      Set<String> everybody = Set.of("mesh-system:unauthenticated", "mesh-system:authenticated");
      assertThat(allowed.get(Right.VIEW_CONFIG_DUMP)).isEqualTo(new Allowed(Set.of(), Set.of()));
      assertThat(allowed.get(Right.VIEW_STATS)).isEqualTo(new Allowed(Set.of("ann"), everybody));
      assertThat(allowed.get(Right.VIEW_CLUSTERS))
          .isEqualTo(allowed.get(Right.CONTROL_PLANE_METADATA))
          .isEqualTo(new Allowed(Set.of(), everybody));
    }
  }

  @Test
  void readsKeysForTokensThatAreMadeOffline(@TempDir Path folder) throws Exception {
    byte[] pem = RsaKeyPem.pem(RsaKeyPem.parse(RsaKeyPem.generate()).orElseThrow().publicKey());
    Path file = Files.write(folder.resolve("public.pem"), pem);
    Map<String, Object> variables = new HashMap<>();
    String user = "KUMA_API_SERVER_AUTHN_TOKENS_VALIDATOR_";
    variables.put(user + "USE_SECRETS", "false");
    variables.put(user + "PUBLIC_KEYS_0_KID", "a");
    variables.put(user + "PUBLIC_KEYS_0_KEY", new String(pem, StandardCharsets.US_ASCII));
    String dataplane = "KUMA_DP_SERVER_AUTHN_DP_PROXY_DP_TOKEN_VALIDATOR_PUBLIC_KEYS_0_";
    variables.put(dataplane + "KID", "b");
    variables.put(dataplane + "MESH", "m");
    variables.put(dataplane + "KEY_FILE", file.toString());
    String zone = "KUMA_DP_SERVER_AUTHN_ZONE_PROXY_ZONE_TOKEN_VALIDATOR_PUBLIC_KEYS_0_";
    variables.put(zone + "KID", "c");
    variables.put(zone + "KEY_FILE", file.toString());
    RsaKeyPem key = RsaKeyPem.parse(pem).orElseThrow();
    try (var context = start(variables)) {
      ProxyTokenProperties proxies = context.getBean(ProxyTokenProperties.class);
      assertThat(context.getBean(ApiServerProperties.class).authn().tokens().fixed())
          .isEqualTo(new Fixed(false, List.of(new ValidationKeys.Key("", "a", key))));
      assertThat(proxies.ofDataplanes())
          .isEqualTo(new Fixed(true, List.of(new ValidationKeys.Key("m", "b", key))));
      assertThat(proxies.ofZones())
          .isEqualTo(new Fixed(true, List.of(new ValidationKeys.Key("", "c", key))));
    }
    Path secret = Files.write(folder.resolve("secret.pem"), RsaKeyPem.generate());
    for (String[] wrong :
        new String[][] {
          {"KEY_FILE", secret.toString(), "KEY_FILE: is no RSA public key in PEM"},
          {"KEY_FILE", "/nowhere/x", "KEY_FILE: cannot read /nowhere/x: /nowhere/x"},
          {"KEY_FILE", "", "KEY: one of key and key-file must be set"},
          {"MESH", "", "MESH: must be set"},
          {"KID", "", "KID: must be set"}
        }) {
      Map<String, Object> bad = new HashMap<>(variables);
      bad.put(dataplane + wrong[0], wrong[1]);
      try (var context = start(bad)) {
        ProxyTokenProperties proxies = context.getBean(ProxyTokenProperties.class);
        assertThatThrownBy(proxies::ofDataplanes).hasMessage(dataplane + wrong[2]);
      }
    }
  }

  /** Started as a process of its own by the test below. */
  static final class Started {
    public static void main(String[] arguments) {
      SpringApplication app = new SpringApplication(App.class);
      app.setWebApplicationType(WebApplicationType.NONE);
      app.setLogStartupInfo(false);
      app.run(arguments);
    }
  }

  @Test
  void aProcessWithAWrongSettingEndsWithThatLineAlone() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            Started.class.getName());
    builder.environment().put("KUMA_API_SERVER_HTTP_PORT", "abc");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(output.lines().filter(line -> !line.startsWith("WARNING")))
          .containsExactly("meshlog: cannot start: KUMA_API_SERVER_HTTP_PORT: 'abc' is no int");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void leavesOtherFailuresToTheFramework() {
    assertThat(SettingReporter.line(new IllegalStateException("broken"))).isNull();
  }
}
