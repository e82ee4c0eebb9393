package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.api.tls.ControlPlaneCertificate;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.model.json.SpecJson;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Admins by client certificate over HTTPS; nobody makes tokens here. */
class ClientCertificateSliceTest {
  private static final String STRANGER = "mesh-system:anonymous/mesh-system:unauthenticated";
  @TempDir static Path folder;
  private static RunningApi api;
  private static ControlPlaneCertificate pair;
  private static KeyStore known;
  private static KeyStore old;
  private static KeyStore unknown;

  @BeforeAll
  static void start() throws Exception {
    Path certificates = Files.createDirectories(folder.resolve("clients"));
    Files.writeString(certificates.resolve("README"), "not a certificate, and not read as one");
    Instant now = Instant.now();
    known = client(certificates.resolve("known.pem"), now.plusSeconds(3600));
    old = client(certificates.resolve("old.crt"), now.minusSeconds(60));
    unknown = client(folder.resolve("unknown.pem"), now.plusSeconds(3600));
    api =
        RunningApi.zoneWith(
            folder,
            "kuma.api-server.base-path=/mesh/api/",
            "kuma.api-server.gui.base-path=/mesh/gui",
            "kuma.api-server.authn.type=adminClientCerts",
            "kuma.api-server.authn.localhost-is-admin=false",
            "kuma.api-server.auth.client-certs-dir=" + certificates,
            "kuma.api-server.authn.tokens.enable-issuer=false",
            "kuma.dp-server.authn.dp-proxy.dp-token.enable-issuer=false",
            "kuma.dp-server.authn.zone-proxy.zone-token.enable-issuer=false",
            "kuma.access.static.control-plane-metadata.groups=mesh-system:admin");
    pair = api.bean(ControlPlaneCertificate.class);
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  private static KeyStore client(Path file, Instant until) throws Exception {
    KeyPair keys = RsaKeyPem.keyPair(2048);
    // All of one name: a client offers only what the server says that it knows.
    X500Principal name = new X500Principal("CN=client");
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(until.minusSeconds(86400)),
                        Date.from(until),
                        name,
                        keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    Files.write(file, RsaKeyPem.pem(certificate));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client", keys.getPrivate(), new char[0], new X509Certificate[] {certificate});
    return store;
  }

  private static HttpResponse<String> get(@Nullable KeyStore keys, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(TlsCalls.uri(api, path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return TlsCalls.send(api, pair, keys, request.build());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(TlsCalls.uri(api, path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.replace('\'', '"')))
            .build();
    return TlsCalls.send(api, pair, known, request);
  }

  @Test
  void whoShowsAKnownCertificateIsAdmin() throws Exception {
    assertThat(SpecJson.parse(get(known, "/who-am-i").body()).path("name").asString())
        .isEqualTo("mesh-system:admin");
    assertThat(get(known, "/global-secrets").statusCode()).isEqualTo(200);
    assertThat(get(known, "/config").statusCode()).isEqualTo(200);
  }

  @Test
  void allOthersAreNobody() throws Exception {
    HttpResponse<String> denied = get(null, "/global-secrets");
    assertThat(denied.statusCode()).isEqualTo(403);
    JsonNode problem = SpecJson.parse(denied.body());
    assertThat(problem.path("title").asString()).isEqualTo("Access Denied");
    assertThat(problem.path("detail").asString())
        .isEqualTo("user \"" + STRANGER + "\" cannot access the resource of type \"GlobalSecret\"");
    HttpResponse<String> config = get(null, "/config");
    assertThat(config.statusCode()).isEqualTo(403);
    assertThat(SpecJson.parse(config.body()).path("detail").asString())
        .isEqualTo("user \"" + STRANGER + "\" cannot access control-plane metadata");
    assertThat(api.get("/global-secrets").status()).as("localhost over HTTP").isEqualTo(403);
    assertThat(get(null, "/meshes").statusCode()).isEqualTo(200);
    assertThat(get(null, "/meshes", "Authorization", "Bearer nonsense").statusCode())
        .as("tokens count for nothing")
        .isEqualTo(200);
  }

  @Test
  void anUnknownCertificateGetsNoConnectionAndAnOldOneIsRefused() throws Exception {
    assertThatThrownBy(() -> get(unknown, "/meshes")).isInstanceOf(IOException.class);
    HttpResponse<String> expired = get(old, "/meshes");
    assertThat(expired.statusCode()).isEqualTo(401);
    assertThat(SpecJson.parse(expired.body()).path("title").asString())
        .isEqualTo("Invalid authentication data");
  }

  @Test
  void everythingButTheGuiIsBelowTheBasePath() {
    JsonNode document = api.get("/openapi.json").json();
    assertThat(document.at("/servers/0/url").asString()).isEqualTo("/mesh/api/");
    assertThat(document.at("/paths/~1meshes").isObject()).isTrue();
    assertThat(document.at("/paths/~1meshes/servers").isMissingNode()).isTrue();
    assertThat(document.at("/paths/~1mesh~1gui/servers/0/url").asString()).isEqualTo("/");
    for (String root : new String[] {"", "/"}) {
      assertThat(api.get(root).json().path("gui").asString()).isEqualTo("/mesh/gui");
    }
    assertThat(api.get("/meshes?size=1").status()).isEqualTo(200);
    Answer wrongMethod = api.send(HttpRequest.newBuilder(api.uri("/meshes")).DELETE().build());
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.header("Allow")).isEqualTo("GET");
    URI address = api.uri("/");
    for (String elsewhere : new String[] {"/", "/meshes", "/mesh", "/mesh/apis"}) {
      Answer answer = api.send(HttpRequest.newBuilder(address.resolve(elsewhere)).build());
      assertThat(answer.status()).as(elsewhere).isEqualTo(404);
      assertThat(answer.text()).isEqualTo("404: Page Not Found");
    }
    Answer gui = api.send(HttpRequest.newBuilder(address.resolve("/mesh/gui")).build());
    assertThat(gui.status()).isEqualTo(200);
    assertThat(gui.text()).contains("href=\"/mesh/api/meshes\"").doesNotContain("href=\"/meshes\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/tokens/dataplane | {'mesh':'default'}",
        "/tokens/zone      | {'zone':'z','scope':['ingress']}",
        "/tokens/user      | {'name':'x','validFor':'1h'}",
      })
  void makesNoTokensWhenItsIssuersAreOff(String path, String body) throws Exception {
    HttpResponse<String> refused = post(path, body);
    assertThat(refused.statusCode()).isEqualTo(400);
    JsonNode problem = SpecJson.parse(refused.body());
    assertThat(problem.path("title").asString()).isEqualTo("Could not issue a token");
    assertThat(problem.path("detail").asString())
        .isEqualTo("issuing tokens using the control plane is disabled.");
  }
}
