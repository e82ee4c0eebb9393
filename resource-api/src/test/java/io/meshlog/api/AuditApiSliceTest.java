package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is noted that is no event. */
class AuditApiSliceTest {
  private static final String[] STRANGER = {"X-Forwarded-For", "10.1.1.1", "X-Request-Id", "str-1"};
  @TempDir static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.zone(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  private static JsonNode awaitEntry(String query, Predicate<JsonNode> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < deadline) {
      for (JsonNode item : api.get("/audit?" + query).json().path("items")) {
        if (wanted.test(item)) {
          return item;
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no such entry: " + api.get("/audit?" + query).text());
  }

  private static Predicate<JsonNode> of(String path) {
    return item -> item.path("path").asString().equals(path);
  }

  @Test
  void notesWhoWasRefused() throws Exception {
    long head = api.head();
    api.get("/meshes/default/secrets", STRANGER);
    JsonNode denied = awaitEntry("kind=refused&status=403", of("/meshes/default/secrets"));
    assertThat(denied.path("actor").asString()).isEqualTo("mesh-system:anonymous");
    assertThat(denied.path("method").asString()).isEqualTo("GET");
    assertThat(denied.path("detail").asString()).isEqualTo("Access Denied");
    assertThat(denied.path("requestId").asString()).isEqualTo("str-1");
    assertThat(denied.path("client").asString()).isEqualTo("127.0.0.1");

    api.get("/meshes", "X-Forwarded-For", "10.1.1.1", "Authorization", "Bearer very.secret.token");
    JsonNode unknown = awaitEntry("status=401", of("/meshes"));
    assertThat(unknown.path("detail").asString()).isEqualTo("Invalid authentication data");

    api.put("/meshes/Bad_Name", "{'type':'Mesh','name':'Bad_Name'}");
    awaitEntry("status=400", of("/meshes/Bad_Name"));
    api.put("/nothing/here", "{}");
    awaitEntry("status=404", of("/nothing/here"));
    api.post("/meshes/default", "{}");
    awaitEntry("status=405", of("/meshes/default"));
    api.get("/meshes/unheard-of");
    api.put("/meshes/nowhere/meshtimeouts/x", "{}");
    awaitEntry("status=404", of("/meshes/nowhere/meshtimeouts/x"));
    assertThat(api.get("/audit?size=1000").text())
        .doesNotContain("unheard-of", "very.secret.token");
    assertThat(api.head()).as("none of it is an event").isEqualTo(head);
  }

  @Test
  void notesIssuedTokensWithTheirIdAndSecretsThatWereRead() throws Exception {
    Answer token =
        api.post("/tokens/dataplane", "{'mesh':'default','name':'dp-7','validFor':'1h'}");
    assertThat(token.status()).isEqualTo(200);
    JsonNode issued =
        awaitEntry("kind=tokenIssued", item -> item.path("detail").asString().contains("dp-7"));
    String id = com.nimbusds.jwt.SignedJWT.parse(token.text()).getJWTClaimsSet().getJWTID();
    assertThat(issued.path("detail").asString()).contains("mesh 'default'", id);
    api.post("/tokens/user", "{'name':'eve','groups':['g'],'validFor':'1h'}");
    awaitEntry("kind=tokenIssued", item -> item.path("detail").asString().contains("'eve' in [g]"));
    api.post("/tokens/zone", "{'zone':'default','scope':['ingress'],'validFor':'1h'}");
    awaitEntry("kind=tokenIssued", of("/tokens/zone"));

    api.put(
        "/meshes/default/secrets/s",
        "{'type':'Secret','mesh':'default','name':'s','data':'Zmlyc3Q='}");
    for (String read :
        List.of(
            "/meshes/default/secrets/s", "/secrets", "/meshes/default/secrets", "/globalsecrets")) {
      assertThat(api.get(read).status()).isEqualTo(200);
      awaitEntry("kind=secretRead", of(read));
    }
    assertThat(api.get("/audit?size=1000").text())
        .doesNotContain("Zmlyc3Q", token.text(), token.text().substring(0, 20));
  }

  @Test
  void isForAdminsAndPagesBothWays() throws Exception {
    for (int i = 0; i < 4; i++) {
      api.delete("/meshes/gone-" + i);
      awaitEntry("status=404", of("/meshes/gone-" + i));
    }
    assertThat(api.get("/audit", STRANGER).status()).isEqualTo(403);
    JsonNode first = api.get("/audit?status=404&size=2").json();
    assertThat(first.path("items").size()).isEqualTo(2);
    assertThat(first.path("prev").isNull()).isTrue();
    JsonNode second = follow(first.path("next")).json();
    assertThat(second.path("items").size()).isEqualTo(2);
    assertThat(follow(second.path("prev")).json().path("items")).isEqualTo(first.path("items"));
  }

  private static Answer follow(JsonNode link) {
    URI uri = URI.create(link.asString());
    return api.get(uri.getRawPath() + '?' + uri.getRawQuery());
  }

  @ParameterizedTest
  @CsvSource({
    "kind=all,kind",
    "status=9,status",
    "from=5,from",
    "to=soon,to",
    "size=0,size",
    "before=x,before",
    "after=1&before=2,after"
  })
  void namesTheWrongParameter(String query, String field) {
    Answer answer = api.get("/audit?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().at("/invalid_parameters/0/field").asString()).isEqualTo(field);
  }

  /** No token leaves without its entry; a refusal is answered whatever the table does. */
  @Test
  void givesNothingOutThatItCannotNote() throws Exception {
    try (RunningApi other = RunningApi.zone(folder.resolve("other"))) {
      try (var connection = other.bean(DataSource.class).getConnection();
          var statement = connection.createStatement()) {
        statement.execute("alter table audit rename to audit_away");
        assertThat(other.post("/tokens/user", "{'name':'eve','validFor':'1h'}").status())
            .isEqualTo(503);
        assertThat(other.get("/global-secrets/admin-user-token").status()).isEqualTo(503);
        assertThat(other.get("/secrets", STRANGER).status()).isEqualTo(403);
        assertThat(other.get("/meshes").status()).isEqualTo(200);
        statement.execute("alter table audit_away rename to audit");
      }
      assertThat(other.get("/global-secrets/admin-user-token").status()).isEqualTo(200);
    }
  }
}
