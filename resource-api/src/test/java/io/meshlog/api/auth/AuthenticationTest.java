package io.meshlog.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.api.auth.AccessRules.Allowed;
import io.meshlog.api.error.ProblemException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** rest-and-dataplane-protocol.md 1.3, beyond what {@link LocalhostRuleTest} says of localhost. */
class AuthenticationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final InetAddress FAR = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final AccessRules RULES =
      new AccessRules(
          Map.of(
              Right.ADMIN_RESOURCES, new Allowed(Set.of("root"), Set.of("ops")),
              Right.VIEW_STATS, new Allowed(Set.of(), Set.of(ApiUser.AUTHENTICATED)),
              Right.VIEW_CLUSTERS, new Allowed(Set.of(), Set.of())));

  private static Authentication byCertificate(boolean localhostIsAdmin) {
    return new Authentication(
        localhostIsAdmin, new Proof.AdminCertificates(Clock.fixed(NOW, ZoneOffset.UTC)), RULES);
  }

  private static Presented from(InetAddress peer, String path, X509Certificate certificate) {
    boolean open = path.equals("/") || path.startsWith("/gui");
    return new Presented(peer, open, name -> name.equals("Host") ? "localhost" : null, certificate);
  }

  private static X509Certificate certificate(Instant from, Instant to) throws Exception {
    KeyPair pair = io.meshlog.api.token.RsaKeyPem.keyPair(2048);
    X500Principal name = new X500Principal("CN=client");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name, BigInteger.ONE, Date.from(from), Date.from(to), name, pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
  }

  @Test
  void takesWhoShowsACertificateForAnAdmin() throws Exception {
    X509Certificate good = certificate(NOW.minusSeconds(1), NOW.plusSeconds(1));
    assertThat(byCertificate(false).userOf(from(FAR, "/meshes", good)))
        .hasToString("mesh-system:admin/mesh-system:admin,mesh-system:authenticated");
    assertThat(byCertificate(false).userOf(from(FAR, "/meshes", null)))
        .hasToString("mesh-system:anonymous/mesh-system:unauthenticated");
    X509Certificate old = certificate(NOW.minusSeconds(2), NOW.minusSeconds(1));
    assertThatThrownBy(() -> byCertificate(false).userOf(from(FAR, "/meshes", old)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(401);
              assertThat(e.problem().title()).isEqualTo("Invalid authentication data");
              assertThat(e.problem().detail()).isEqualTo("Unauthenticated");
            });
    assertThat(byCertificate(true).userOf(from(HERE, "/meshes", old)))
        .as("localhost comes first")
        .hasToString("mesh-system:admin/mesh-system:admin,mesh-system:authenticated");
  }

  @ParameterizedTest
  @CsvSource({"/", "/gui", "/gui/meshes"})
  void asksForNoProofAtTheRootAndInTheGui(String path) throws Exception {
    X509Certificate old = certificate(NOW.minusSeconds(2), NOW.minusSeconds(1));
    assertThat(byCertificate(false).userOf(from(FAR, path, old)).name())
        .isEqualTo("mesh-system:anonymous");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "root,             -,                           ADMIN_RESOURCES",
        "root,             mesh-system:authenticated,   ADMIN_RESOURCES VIEW_STATS",
        "joe,              ops,                         ADMIN_RESOURCES",
        "joe,              mesh-system:authenticated,   VIEW_STATS",
        "mesh-system:admin,mesh-system:admin,           -",
        "joe,              mesh-system:unauthenticated, -",
      })
  void grantsByNameOrByGroup(String name, String group, String rights) {
    ApiUser user = new ApiUser(name, group == null ? List.of() : List.of(group), null, Set.of());
    assertThat(RULES.grant(user).rights())
        .extracting(Right::name)
        .containsExactlyInAnyOrder(rights == null ? new String[0] : rights.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ADMIN_RESOURCES         | user \"u/g\" cannot access the audit log",
        "GENERATE_DATAPLANE_TOKEN| user \"u/g\" cannot access generate dataplane token",
        "GENERATE_ZONE_TOKEN     | user \"u/g\" cannot access generate zone token for zone 'z'",
        "GENERATE_USER_TOKEN     | action not allowed",
        "VIEW_CONFIG_DUMP        | action not allowed",
        "VIEW_STATS              | action not allowed",
        "VIEW_CLUSTERS           | action not allowed",
        "CONTROL_PLANE_METADATA  | user \"u/g\" cannot access control-plane metadata",
      })
  void deniesInKumasWordsWhoLacksTheRight(Right right, String detail) {
    ApiUser nobody = new ApiUser("u", List.of("g"), null, Set.of());
    assertThatThrownBy(() -> ask(nobody, right))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(403);
              assertThat(e.problem().title()).isEqualTo("Access Denied");
              assertThat(e.problem().detail()).isEqualTo(detail);
            });
    ask(nobody.with(Set.of(right)), right);
  }

  private static void ask(ApiUser user, Right right) {
    switch (right) {
      case ADMIN_RESOURCES -> Access.admin(user, "the audit log");
      case GENERATE_DATAPLANE_TOKEN -> Access.generateDataplaneToken(user);
      case GENERATE_ZONE_TOKEN -> Access.generateZoneToken(user, "z");
      case GENERATE_USER_TOKEN -> Access.generateUserToken(user);
      case VIEW_CONFIG_DUMP -> Access.viewConfigDump(user);
      case VIEW_STATS -> Access.viewStats(user);
      case VIEW_CLUSTERS -> Access.viewClusters(user);
      case CONTROL_PLANE_METADATA -> Access.controlPlaneMetadata(user);
    }
  }
}
