package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.meshlog.api.RunningApi.Answer;
import io.meshlog.api.token.RsaKeyPem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Who may do what, with lists of one's own, and tokens whose keys and lists change. */
class AccessApiSliceTest {
  @TempDir static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api =
        RunningApi.zoneWith(
            folder,
            "kuma.access.static.admin-resources.groups=mesh-system:admin,keepers",
            "kuma.access.static.generate-dp-token.users=deployer",
            "kuma.access.static.generate-user-token.groups=issuers",
            "kuma.access.static.generate-zone-token.groups=zone-makers",
            "kuma.access.static.control-plane-metadata.groups=mesh-system:authenticated",
            "kuma.access.static.control-plane-metadata.users=mesh-system:anonymous");
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  private static String token(String name, String group) {
    Answer issued =
        api.post(
            "/tokens/user", "{'name':'%s','groups':['%s'],'validFor':'1h'}".formatted(name, group));
    assertThat(issued.status()).as(issued.text()).isEqualTo(200);
    return issued.text();
  }

  private static String[] as(String token) {
    return new String[] {"X-Forwarded-For", "10.1.1.1", "Authorization", "Bearer " + token};
  }

  private static final String[] NOBODY = {"X-Forwarded-For", "10.1.1.1"};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "ann      | keepers     | GET  /secrets                   | 200 | -",
        "ann      | keepers     | GET  /audit                     | 200 | -",
        "ann      | keepers     | POST /tokens/dataplane {'mesh':'default'} | 403 | user \"ann/keepers,mesh-system:authenticated\" cannot access generate dataplane token",
        "deployer | -           | POST /tokens/dataplane {'mesh':'default'} | 200 | -",
        "deployer | -           | GET  /secrets                   | 403 | user \"deployer/mesh-system:authenticated\" cannot access the resource of type \"Secret\"",
        "deployer | -           | GET  /meshes/default/secrets/x  | 403 | user \"deployer/mesh-system:authenticated\" cannot access the resource of type \"Secret\"",
        "deployer | -           | GET  /global-secrets            | 403 | user \"deployer/mesh-system:authenticated\" cannot access the resource of type \"GlobalSecret\"",
        "deployer | -           | DELETE /global-secrets/admin-user-token | 403 | user \"deployer/mesh-system:authenticated\" cannot access the resource of type \"GlobalSecret\"",
        "joe      | issuers     | POST /tokens/user {'name':'x','validFor':'1h'} | 200 | -",
        "joe      | zone-makers | POST /tokens/user {'name':'x','validFor':'1h'} | 403 | action not allowed",
        "joe      | zone-makers | POST /tokens/zone {'zone':'z','scope':['ingress']} | 200 | -",
        "joe      | issuers     | POST /tokens/zone {'zone':'z','scope':['ingress']} | 403 | user \"joe/issuers,mesh-system:authenticated\" cannot access generate zone token for zone 'z'",
        "joe      | -           | GET  /config                    | 200 | -",
        "joe      | -           | GET  /meshes                    | 200 | -",
        "joe      | -           | GET  /audit                     | 403 | user \"joe/mesh-system:authenticated\" cannot access the audit log",
      })
  void allowsWhatTheListsSayAndNothingElse(
      String name, String group, String call, int status, String detail) {
    String[] user = as(token(name, group == null ? "" : group));
    String[] parts = call.strip().split(" +", 3);
    Answer answer =
        switch (parts[0]) {
          case "GET" -> api.get(parts[1], user);
          case "DELETE" -> api.delete(parts[1], user);
          default -> api.post(parts[1], parts[2], user);
        };
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    if (detail != null) {
      assertThat(answer.json().path("title").asString()).isEqualTo("Access Denied");
      assertThat(answer.json().path("detail").asString())
          .isEqualTo(
              detail.replace("/mesh-system", group == null ? "/,mesh-system" : "/mesh-system"));
    }
  }

  @Test
  void listsMayNameTheAnonymousUser() {
    assertThat(api.get("/config", NOBODY).status()).isEqualTo(200);
    assertThat(api.get("/who-am-i", NOBODY).json().path("groups").toString())
        .isEqualTo("[\"mesh-system:unauthenticated\"]");
    JsonNode access = api.get("/config").json().path("access");
    assertThat(access.at("/static/generateDpToken/users/0").asString()).isEqualTo("deployer");
    JsonNode dpProxy = api.get("/config").json().at("/dpServer/authn/dpProxy/dpToken");
    assertThat(dpProxy.at("/validator/useSecrets").asBoolean()).isTrue();
  }

  /** rest-and-dataplane-protocol.md 6: what is checked first differs from route to route. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "admin  | /tokens/dataplane | {}                                     | 400 | mesh: cannot be empty",
        "admin  | /tokens/dataplane | {'mesh':'default','type':'x'}          | 400 | type: x is not a valid proxy type",
        "admin  | /tokens/dataplane | {'mesh':'default','validFor':'x'}      | 400 | validFor: is invalid: time: invalid duration \"x\"",
        "nobody | /tokens/dataplane | {}                                     | 400 | mesh: cannot be empty",
        "nobody | /tokens/dataplane | {'mesh':'default'}                     | 403 | -",
        "nobody | /tokens/dataplane | x                                      | 400 | empty",
        "admin  | /tokens/zone      | {'zone':'z'}                           | 400 | scope: cannot be empty",
        "admin  | /tokens/zone      | {'zone':'z','scope':[]}                | 200 | -",
        "nobody | /tokens/zone      | {'zone':'z'}                           | 403 | -",
        "admin  | /tokens/zone      | x                                      | 400 | empty",
        "admin  | /tokens/user      | {'validFor':'1h'}                      | 400 | name: cannot be empty",
        "admin  | /tokens/user      | {'name':'j'}                           | 400 | validFor: cannot be empty",
        "admin  | /tokens/user      | {'name':'j','validFor':'0s'}           | 400 | validFor: cannot be empty or nil",
        "admin  | /tokens/user      | {'name':'j','validFor':'x'}            | 400 | validFor: is invalid: time: invalid duration \"x\"; validFor: cannot be empty or nil",
        "nobody | /tokens/user      | x                                      | 403 | -",
        "admin  | /tokens/user      | x                                      | 400 | empty",
      })
  void checksARequestForATokenInKumasOrder(
      String who, String path, String body, int status, String faults) {
    Answer answer = who.equals("admin") ? api.post(path, body) : api.post(path, body, NOBODY);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    if ("empty".equals(faults)) {
      assertThat(answer.text()).isEmpty();
    } else if (faults != null) {
      assertThat(answer.json().path("title").asString()).isEqualTo("Invalid request");
      assertThat(
              answer
                  .json()
                  .path("invalid_parameters")
                  .valueStream()
                  .map(
                      each -> each.path("field").asString() + ": " + each.path("reason").asString())
                  .collect(Collectors.joining("; ")))
          .isEqualTo(faults);
    }
  }

  private static void put(String name, byte[] content) {
    Answer answer =
        api.put(
            "/global-secrets/" + name,
            "{'type':'GlobalSecret','name':'%s','data':'%s'}"
                .formatted(name, Base64.getEncoder().encodeToString(content)));
    assertThat(answer.status()).as(answer.text()).isIn(200, 201);
  }

  private static String kid(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private static void unauthenticated(String token) {
    Answer answer = api.get("/meshes", as(token));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json().path("title").asString()).isEqualTo("Invalid authentication data");
    assertThat(answer.json().path("detail").asString()).isEqualTo("Unauthenticated");
  }

  @Test
  void rotatesTheKeyOfUserTokens() throws Exception {
    String old = token("old", "g");
    put("user-token-signing-key-2", RsaKeyPem.generate());
    String fresh = token("fresh", "g");
    assertThat(List.of(kid(old), kid(fresh))).containsExactly("1", "2");
    assertThat(api.get("/who-am-i", as(old)).json().path("name").asString()).isEqualTo("old");
    assertThat(api.get("/who-am-i", as(fresh)).json().path("name").asString()).isEqualTo("fresh");
    String first =
        api.get("/global-secrets/user-token-signing-key-1").json().path("data").asString();
    assertThat(api.delete("/global-secrets/user-token-signing-key-1").status()).isEqualTo(200);
    unauthenticated(old);
    assertThat(api.get("/who-am-i", as(fresh)).status()).isEqualTo(200);

    put("user-token-revocations", ("x," + idOf(fresh) + "\n").getBytes(StandardCharsets.UTF_8));
    unauthenticated(fresh);
    put("user-token-revocations", "x".getBytes(StandardCharsets.UTF_8));
    assertThat(api.get("/who-am-i", as(fresh)).status()).isEqualTo(200);

    assertThat(api.delete("/global-secrets/user-token-signing-key-2").status()).isEqualTo(200);
    Answer none = api.post("/tokens/user", "{'name':'x','validFor':'1h'}");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.json().path("title").asString()).isEqualTo("Signing Key not found");
    assertThat(none.json().path("detail").asString())
        .isEqualTo(
            "there is no signing key with KID 1. GlobalSecret of name \"user-token-signing-key-1\""
                + " is not found. If signing key was rotated, regenerate the token");
    put("user-token-signing-key-1", Base64.getDecoder().decode(first));
    assertThat(api.get("/who-am-i", as(old)).status()).as("its key is back").isEqualTo(200);
  }

  private static String idOf(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
  }
}
