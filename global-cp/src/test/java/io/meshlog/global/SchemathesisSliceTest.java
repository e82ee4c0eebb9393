package io.meshlog.global;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.Schemathesis;
import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.global.config.GlobalConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Global, as it is started, asked by schemathesis whatever its document allows. */
class SchemathesisSliceTest {
  private static final int OPERATIONS = 8;
  @TempDir private Path folder;

  @BeforeAll
  static void install() throws Exception {
    Schemathesis.install();
  }

  private ConfigurableApplicationContext run(TestDatabase database) {
    return SpringApplication.run(
        GlobalConfiguration.class,
        "--kuma.mode=global",
        "--kuma.store.postgres.host=" + database.host(),
        "--kuma.store.postgres.port=" + database.port(),
        "--kuma.store.postgres.user=" + database.user(),
        "--kuma.store.postgres.password=" + database.password(),
        "--kuma.store.postgres.db-name=" + database.name(),
        "--kuma.general.work-dir=" + folder,
        "--kuma.api-server.http.interface=127.0.0.1",
        "--kuma.api-server.http.port=0",
        "--kuma.api-server.https.enabled=false",
        "--kuma.diagnostics.server-port=0",
        "--meshlog.diagnostics.server-interface=127.0.0.1",
        "--logging.level.root=WARN");
  }

  private static Schemathesis of(ConfigurableApplicationContext context) {
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    return new Schemathesis("http://127.0.0.1:" + port);
  }

  @Test
  void someOperationsAnswerAsTheirDocumentSays() throws Exception {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        ConfigurableApplicationContext context = run(database)) {
      Schemathesis schemathesis = of(context);
      schemathesis.documentIsValid();
      assertThat(schemathesis.some(OPERATIONS)).contains("Tested: " + OPERATIONS);
    }
  }

  @Test
  @Tag("soak")
  void everyOperationAnswersAsItsDocumentSays() throws Exception {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        ConfigurableApplicationContext context = run(database)) {
      System.out.println(of(context).all());
    }
  }
}
