package io.meshlog.zone.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentityBookTest {
  private static final ProxyKey PROXY = ProxyKey.dataplane("default", "web-1");
  private static final CaBackend BUILTIN = new CaBackend("ca-1", "builtin", null, null, null, null);
  private final TestLog log = TestLog.of(Samples.ZONE_1);
  private final BlockingQueue<ProxyKey> changed = new LinkedBlockingQueue<>();
  private final BlockingQueue<ProxyKey> missed = new LinkedBlockingQueue<>();
  private final Instant now = Instant.now();
  private TestAuthority authority;
  private IdentityBook book;

  @BeforeEach
  void open() throws Exception {
    authority = TestAuthority.of("default");
    book =
        new IdentityBook(
            new Authorities(log::image, secret -> content(secret.spec())),
            Clock.systemUTC(),
            changed::add,
            missed::add);
  }

  @AfterEach
  void close() {
    book.close();
  }

  private static byte[] content(SecretSpec spec) {
    return String.valueOf(spec.data()).getBytes(StandardCharsets.UTF_8);
  }

  private void putAuthority() throws Exception {
    putSecret("default.ca-builtin-cert-ca-1", authority.certificatePem());
    putSecret("default.ca-builtin-key-ca-1", authority.keyPem());
  }

  private void putSecret(String name, String content) {
    log.put(CoreTypes.SECRET, "default", name, Labels.EMPTY, SecretSpec.plain(content));
  }

  private static IdentityRequest request(CaBackend backend, String... uris) {
    return new IdentityRequest("default", backend, List.of(uris));
  }

  private void awaitIssue() throws InterruptedException {
    assertThat(changed.poll(20, TimeUnit.SECONDS)).isEqualTo(PROXY);
  }

  private static X509Certificate certificate(Certificates certificates) throws Exception {
    String pem = certificates.identity("default").orElseThrow().chain();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void issuesACertificateThatItsAuthoritySigned() throws Exception {
    putAuthority();
    IdentityRequest wanted = request(BUILTIN, "spiffe://default/web", "kuma://kuma.io/service/web");
    assertThat(book.find(PROXY, wanted)).isEmpty();
    awaitIssue();

    Certificates certificates = book.find(PROXY, wanted).orElseThrow();
    X509Certificate leaf = certificate(certificates);
    leaf.verify(authority.certificate().getPublicKey());
    assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(leaf.getSubjectAlternativeNames().stream().map(name -> name.get(1)).toList())
        .isEqualTo(List.of("spiffe://default/web", "kuma://kuma.io/service/web"));
    assertThat(leaf.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(Duration.between(now, leaf.getNotAfter().toInstant()))
        .isCloseTo(Duration.ofHours(24), Duration.ofMinutes(10));
    assertThat(certificates.authorities()).containsEntry("default", authority.certificatePem());
    assertThat(certificates.identity("default").orElseThrow().key())
        .startsWith("-----BEGIN PRIVATE KEY-----");
  }

  @Test
  void keepsTheCertificateUntilTheRequestDiffers() throws Exception {
    putAuthority();
    IdentityRequest one = request(BUILTIN, "spiffe://default/a");
    book.find(PROXY, one);
    awaitIssue();
    Certificates first = book.find(PROXY, one).orElseThrow();
    assertThat(book.find(PROXY, one)).containsSame(first);

    IdentityRequest other = request(BUILTIN, "spiffe://default/b");
    assertThat(book.find(PROXY, other)).isEmpty();
    awaitIssue();
    assertThat(book.find(PROXY, other).orElseThrow()).isNotEqualTo(first);
    assertThat(book.held(PROXY).orElseThrow().count()).isEqualTo(2);
  }

  @Test
  void renewsACertificateInTime() throws Exception {
    putAuthority();
    CaBackend brief =
        new CaBackend(
            "ca-1",
            "builtin",
            new MeshSpec.DpCert(new MeshSpec.Rotation("400ms"), null),
            null,
            null,
            null);
    IdentityRequest wanted = request(brief, "spiffe://default/web");
    book.find(PROXY, wanted);
    awaitIssue();
    Certificates first = book.find(PROXY, wanted).orElseThrow();
    awaitIssue();
    assertThat(book.find(PROXY, wanted).orElseThrow()).isNotEqualTo(first);
  }

  @Test
  void issuesAsSoonAsTheAuthorityIsThere() throws Exception {
    IdentityRequest wanted = request(BUILTIN, "spiffe://default/web");
    assertThat(book.find(PROXY, wanted)).isEmpty();
    putAuthority();
    book.authorityChanged("default");
    awaitIssue();
    assertThat(book.find(PROXY, wanted)).isPresent();
  }

  @Test
  void signsWithANewAuthority() throws Exception {
    putAuthority();
    IdentityRequest wanted = request(BUILTIN, "spiffe://default/web");
    book.find(PROXY, wanted);
    awaitIssue();
    authority = TestAuthority.of("default");
    putAuthority();
    book.authorityChanged("default");
    awaitIssue();
    certificate(book.find(PROXY, wanted).orElseThrow())
        .verify(authority.certificate().getPublicKey());
  }

  @Test
  void takesAProvidedAuthority() throws Exception {
    CaBackend provided =
        new CaBackend(
            "own",
            "provided",
            null,
            Map.of(
                "cert",
                Map.of("inlineString", authority.certificatePem()),
                "key",
                Map.of("secret", "own-key")),
            null,
            null);
    putSecret("own-key", authority.keyPem());
    IdentityRequest wanted = request(provided, "spiffe://default/web");
    book.find(PROXY, wanted);
    awaitIssue();
    certificate(book.find(PROXY, wanted).orElseThrow())
        .verify(authority.certificate().getPublicKey());
  }

  @Test
  void forgetsWhoLeft() throws Exception {
    putAuthority();
    IdentityRequest wanted = request(BUILTIN, "spiffe://default/web");
    book.find(PROXY, wanted);
    awaitIssue();
    book.forget(PROXY);
    assertThat(book.held(PROXY)).isEmpty();
  }

  /** The issuing thread may be faster than the order that woke it is written down. */
  @Test
  void losesNoOrderToAFastIssuer() throws Exception {
    putAuthority();
    IdentityRequest wanted = request(BUILTIN, "spiffe://default/web");
    for (int i = 0; i < 500; i++) {
      ProxyKey proxy = ProxyKey.dataplane("default", "web-" + i);
      book.find(proxy, wanted);
      assertThat(changed.poll(20, TimeUnit.SECONDS)).isEqualTo(proxy);
    }
  }

  /** A push asks the book on its way: it must not wait for those that are being made. */
  @Test
  void nobodyWaitsWhileAThousandAreMade() throws Exception {
    putAuthority();
    CountDownLatch gate = new CountDownLatch(1);
    Authorities closed =
        new Authorities(
            log::image,
            secret -> {
              await(gate);
              return content(secret.spec());
            });
    IdentityRequest wanted = request(BUILTIN, "spiffe://default/web");
    Set<ProxyKey> asked = new HashSet<>();
    try (IdentityBook busy =
        new IdentityBook(closed, Clock.systemUTC(), changed::add, missed::add)) {
      for (int i = 0; i < 1_000; i++) {
        ProxyKey proxy = ProxyKey.dataplane("default", "web-" + i);
        assertThat(busy.find(proxy, wanted)).isEmpty();
        asked.add(proxy);
      }
      // All of them were answered before a single one was made.
      assertThat(changed).isEmpty();
      gate.countDown();
      while (!asked.isEmpty()) {
        ProxyKey made = changed.poll(20, TimeUnit.SECONDS);
        assertThat(asked.remove(made)).as("made: " + made).isTrue();
        assertThat(busy.find(Objects.requireNonNull(made), wanted)).isPresent();
      }
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void renewalsSpreadTheSameWayInEveryProcess() {
    Duration lifetime = Duration.ofHours(24);
    assertThat(IdentityBook.renewal(PROXY, lifetime)).isEqualTo(Duration.ofMillis(61_680_960));
    Set<Duration> moments = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Duration due = IdentityBook.renewal(ProxyKey.dataplane("default", "web-" + i), lifetime);
      assertThat(due)
          .isBetween(
              lifetime.multipliedBy(7).dividedBy(10), lifetime.multipliedBy(8).dividedBy(10));
      moments.add(due);
    }
    assertThat(moments).hasSizeGreaterThan(300);
  }

  @Test
  void whoWaitsForAFirstCertificateHearsThatItCouldNotBeMade() throws Exception {
    assertThat(book.expects(PROXY)).isFalse();
    assertThat(book.find(PROXY, request(BUILTIN, "spiffe://default/web"))).isEmpty();
    assertThat(missed.poll(20, TimeUnit.SECONDS)).isEqualTo(PROXY);
    assertThat(book.expects(PROXY)).isFalse();
    assertThat(changed).isEmpty();
  }
}
