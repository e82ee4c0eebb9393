package io.meshlog.api.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;

/** xds-generation.md 4.1. */
class BuiltinCaTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static X509Certificate certificate(BuiltinCa.Root root) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(root.certificate()));
  }

  private static PrivateKey key(BuiltinCa.Root root) throws IOException {
    try (PEMParser pem =
        new PEMParser(new StringReader(new String(root.key(), StandardCharsets.US_ASCII)))) {
      return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) pem.readObject());
    }
  }

  private static BuiltinCa.Root root(Map<String, Object> conf) {
    return new BuiltinCa(Clock.fixed(NOW, ZoneOffset.UTC))
        .create("m", new CaBackend("ca-1", "builtin", null, conf, null, null));
  }

  @Test
  void makesARootForTheTrustDomainOfTheMesh() throws Exception {
    BuiltinCa.Root root = root(Map.of());
    X509Certificate certificate = certificate(root);
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=m,OU=Mesh,O=Kuma");
    assertThat(certificate.getSerialNumber()).isEqualTo(BigInteger.ZERO);
    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://m"));
    assertThat(certificate.getBasicConstraints()).isNotNegative();
    boolean[] usage = certificate.getKeyUsage();
    assertThat(usage[5] && usage[6]).isTrue();
    assertThat(certificate.getNotBefore()).isEqualTo(NOW.minusSeconds(10));
    assertThat(certificate.getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
    PrivateKey key = key(root);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(root.certificate());
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(root.certificate());
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void takesLifetimeAndSizeFromTheBackend() throws Exception {
    BuiltinCa.Root root = root(Map.of("caCert", Map.of("expiration", "1d", "RSAbits", 3072)));
    assertThat(certificate(root).getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(RsaKeyPem.parse(root.key()).orElseThrow().publicKey().getModulus().bitLength())
        .isEqualTo(3072);
  }

  @Test
  void namesItsSecretsAsProxiesLookForThem() {
    assertThat(BuiltinCa.certificateSecret("m", "ca-1")).isEqualTo("m.ca-builtin-cert-ca-1");
    assertThat(BuiltinCa.keySecret("m", "ca-1")).isEqualTo("m.ca-builtin-key-ca-1");
  }
}
