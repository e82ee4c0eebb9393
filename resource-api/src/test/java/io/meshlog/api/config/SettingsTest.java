package io.meshlog.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
    DiagnosticsProperties.class,
    MeshlogApiProperties.class,
    MeshlogDiagnosticsProperties.class,
    IssuerProperties.class,
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
    try (var context = start(variables)) {
      ApiServerProperties api = context.getBean(ApiServerProperties.class);
      assertThat(api.http().port()).isEqualTo(15681);
      assertThat(api.http().address()).isEqualTo("127.0.0.1");
      assertThat(api.https().enabled()).isFalse();
      assertThat(api.readOnly()).isTrue();
      assertThat(api.authn().localhostIsAdmin()).isFalse();
      assertThat(api.authn().tokens().bootstrapAdminToken()).isFalse();
      assertThat(api.apiUrl()).isEqualTo("https://mesh.example/api");
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
      assertThat(context.getBean(IssuerProperties.class).dpProxy().dpToken().enableIssuer())
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
        "KUMA_API_SERVER_AUTHN_TYPE|magic|KUMA_API_SERVER_AUTHN_TYPE: 'magic' is not supported: tokens",
        "KUMA_API_SERVER_GUI_BASE_PATH|gui|KUMA_API_SERVER_GUI_BASE_PATH: 'gui' is no path such as /gui",
        "KUMA_MODE|local|KUMA_MODE: 'local' is none of zone, global",
        "KUMA_MULTIZONE_ZONE_NAME|Zone_1|KUMA_MULTIZONE_ZONE_NAME: 'Zone_1' is not 1 to 63 lowercase letters, digits or '-'",
        "KUMA_DIAGNOSTICS_SERVER_PORT|-1|KUMA_DIAGNOSTICS_SERVER_PORT: -1 is no port",
        "KUMA_GENERAL_TLS_CERT_FILE|/x|KUMA_GENERAL_TLS_CERT_FILE: certificate and key must be set together",
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
