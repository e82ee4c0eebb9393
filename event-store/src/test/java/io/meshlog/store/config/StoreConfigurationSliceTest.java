package io.meshlog.store.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.TestDatabase;
import io.meshlog.embedded.testing.TestPostgres;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.insight.Glance;
import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.insight.ProxyStatus;
import io.meshlog.store.insight.ProxyStatusStore;
import io.meshlog.store.insight.Quarantine;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.Presence;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.secret.SecretVault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

class StoreConfigurationSliceTest {
  @TempDir static Path folder;
  private static TestDatabase database;
  private static ConfigurableApplicationContext context;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(StoreConfiguration.class)
  static class App {
    @Bean
    ResourceTypes types() {
      return StoreFixture.TYPES;
    }

    @Bean
    LogOwner owner() {
      return new LogOwner(Origin.GLOBAL);
    }

    @Bean
    FallbackDatabase own() {
      return () ->
          PostgresProperties.of(
              database.host(),
              database.port(),
              database.user(),
              database.password(),
              database.name());
    }
  }

  @BeforeAll
  static void start() {
    database = TestPostgres.shared().newDatabase();
    SpringApplication app = new SpringApplication(App.class);
    app.setWebApplicationType(WebApplicationType.NONE);
    context =
        app.run(
            "--spring.main.banner-mode=off", "--meshlog.secrets.folder=" + folder.resolve("work"));
  }

  @AfterAll
  static void stop() {
    context.close();
    database.close();
  }

  @Test
  void anAppThatGivesTypesAndAnOwnerHasAWorkingStore() {
    EventStore store = context.getBean(EventStore.class);
    StoreFixture.appended(store.log(), StoreFixture.putZone("east", true));

    assertThat(context.getBean(SecretVault.class)).isNotNull();
    assertThat(context.getBean(Leases.class)).isNotNull();
    assertThat(context.getBean(Quarantine.class).open(0, 10)).isEmpty();
    assertThat(folder.resolve("work/secrets-keyring.json")).exists();
  }

  @Test
  void anInsightIsReplacedListedAndForgotten() {
    InsightStore insights = context.getBean(InsightStore.class);
    List<String> heard = new ArrayList<>();
    insights.subscribe((type, mesh, name, zone, now) -> heard.add(name + "=" + (now != null)));

    assertThat(insights.put("DataplaneInsight", "m", "a", "z1", "{\"n\":1}")).isTrue();
    assertThat(insights.put("DataplaneInsight", "m", "a", "z1", "{\"n\":1}")).isFalse();
    assertThat(insights.put("DataplaneInsight", "m", "a", "z1", "{\"n\":2}")).isTrue();
    assertThat(insights.put("DataplaneInsight", "m", "a", "z2", "{}")).isTrue();
    assertThat(insights.put("DataplaneInsight", "other", "b", "z1", "{}")).isTrue();

    assertThat(insights.find("DataplaneInsight", "m", "a", "z1").map(Insight::body))
        .contains("{\"n\":2}");
    assertThat(insights.find("DataplaneInsight", "m", "a")).hasSize(2);
    assertThat(insights.list("DataplaneInsight", null, null, 0, 2).items()).hasSize(2);
    assertThat(insights.list("DataplaneInsight", null, "z1", 0, 10).total()).isEqualTo(2);
    assertThat(insights.list("DataplaneInsight", "m", null, 0, 10).total()).isEqualTo(2);
    assertThat(insights.forget("DataplaneInsight", "m", "a", "z2")).isTrue();
    assertThat(insights.forget("DataplaneInsight", "m", "a", "z2")).isFalse();
    assertThat(heard).containsExactly("a=true", "a=true", "a=true", "b=true", "a=false");
  }

  @Test
  void aGlanceSaysWhatTheBodyDoes() {
    InsightStore insights = context.getBean(InsightStore.class);
    String open =
        "{\"subscriptions\":[{\"connectTime\":\"2026-01-01T00:00:00Z\",\"version\":{\"kumaDp\":"
            + "{\"version\":\"2.14.3\"},\"envoy\":{\"version\":\"1.40.0\"}}}],\"mTLS\":"
            + "{\"issuedBackend\":\"ca\",\"supportedBackends\":[\"ca\"]}}";
    Glance.Key key = new Glance.Key("g", "a", "z1");
    insights.put("DataplaneInsight", "g", "a", "z1", open);
    insights.put("DataplaneInsight", "g", "b", "z1", "no JSON");

    Map<Glance.Key, Glance> glances = insights.glances("DataplaneInsight", "g");
    assertThat(glances)
        .containsOnlyKeys(key, new Glance.Key("g", "b", "z1"))
        .containsEntry(key, new Glance(true, "2.14.3", "1.40.0", "ca", List.of("ca")))
        .containsEntry(new Glance.Key("g", "b", "z1"), Glance.NOTHING);
    JdbcTemplate sql = new JdbcTemplate(context.getBean(javax.sql.DataSource.class));
    sql.update("update insight set glance = null where mesh = 'g'");
    assertThat(insights.glances("DataplaneInsight", "g"))
        .as("rows of an earlier version")
        .isEqualTo(glances);
    Insight held = insights.find("DataplaneInsight", "g", "a", "z1").orElseThrow();
    assertThat(
            insights.replace(
                held,
                open.replace(
                    "\"version\":{", "\"disconnectTime\":\"2026-01-02T00:00:00Z\",\"version\":{")))
        .isTrue();
    assertThat(insights.glances("DataplaneInsight", null).get(key))
        .isEqualTo(new Glance(false, "2.14.3", "1.40.0", "ca", List.of("ca")));
    assertThat(insights.find("DataplaneInsight", "g", List.of("a", "b", "c"))).hasSize(2);
    assertThat(insights.forget("DataplaneInsight", "g", "a", "z1")).isTrue();
    assertThat(insights.forget("DataplaneInsight", "g", "b", "z1")).isTrue();
  }

  @Test
  void aLateWordOfAnOlderSessionIsIgnored() {
    ProxyStatusStore proxies = context.getBean(ProxyStatusStore.class);
    String self = context.getBean(Presence.class).self();
    Instant seen = Instant.parse("2026-01-01T00:00:00Z");

    long older = proxies.begin("p", "dead", seen.plusSeconds(3600));
    assertThat(proxies.report(new ProxyStatus("p", "dead", older, 10, 9, null, seen))).isTrue();
    assertThat(proxies.orphans(10)).extracting(ProxyStatus::proxy).containsExactly("p");
    long newer = proxies.begin("p", self, seen);
    assertThat(newer).isGreaterThan(older);
    assertThat(proxies.report(new ProxyStatus("p", "dead", older, 11, 11, null, seen))).isFalse();
    assertThat(proxies.end("p", older)).isFalse();
    assertThat(proxies.report(new ProxyStatus("p", self, newer, 12, 9, "no cluster", seen)))
        .isTrue();

    assertThat(proxies.find("p").orElseThrow())
        .isEqualTo(new ProxyStatus("p", self, newer, 12, 9, "no cluster", seen));
    assertThat(proxies.page(0, 10)).hasSize(1);
    assertThat(proxies.orphans(10)).isEmpty();
    assertThat(proxies.forgetOrphan(proxies.find("p").orElseThrow())).isFalse();
    assertThat(proxies.servedByOther("p", self)).isFalse();
    assertThat(proxies.servedByOther("p", "another")).isTrue();
    assertThat(proxies.end("p", newer)).isTrue();
  }

  @Test
  void whatALeasedRoleSaysHasNoEffectAfterItsTurn() {
    InsightStore insights = context.getBean(InsightStore.class);
    RoleLease lease = context.getBean(Leases.class).of("test-role");
    org.awaitility.Awaitility.await().until(() -> lease.turn().isPresent());
    RoleTerm turn = lease.turn().orElseThrow();
    RoleTerm over = new RoleTerm(turn.role(), turn.term() - 1);

    assertThat(insights.put("ZoneInsight", "", "z", "z", "1", turn)).isTrue();
    assertThat(insights.put("ZoneInsight", "", "z", "z", "2", over)).isFalse();
    assertThat(insights.forget("ZoneInsight", "", "z", "z", over)).isFalse();
    Insight held = insights.find("ZoneInsight", "", "z", "z").orElseThrow();
    assertThat(held.body()).isEqualTo("1");
    assertThat(insights.replace(held, "3")).isTrue();
    assertThat(insights.replace(held, "4")).isFalse();
    assertThat(insights.forget("ZoneInsight", "", "z", "z", turn)).isTrue();
  }
}
