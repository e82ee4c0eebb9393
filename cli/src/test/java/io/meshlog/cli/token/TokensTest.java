package io.meshlog.cli.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.meshlog.cli.token.SelfSigned.KeyKind;
import io.meshlog.cli.token.SelfSigned.Purpose;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokensTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  @TempDir Path folder;

  @Test
  void signsWhatTheKeysPublicHalfVerifies() throws Exception {
    Path file = Files.writeString(folder.resolve("key.pem"), RsaKeyFile.generate());
    RSAPrivateCrtKey key = RsaKeyFile.read(file);
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("Name", "joe");
    claims.put("Groups", null);
    SignedJWT token =
        SignedJWT.parse(OfflineToken.sign(key, "7", claims, Duration.ofHours(1), NOW));
    RSAPublicKey half =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    assertThat(token.verify(new RSASSAVerifier(half))).isTrue();
    assertThat(token.getHeader().getKeyID()).isEqualTo("7");
    assertThat(token.getJWTClaimsSet().getExpirationTime().toInstant())
        .isEqualTo(NOW.plusSeconds(3600));
    assertThat(token.getJWTClaimsSet().getNotBeforeTime().toInstant())
        .isEqualTo(NOW.minusSeconds(5));
    assertThat(token.getPayload().toString()).contains("\"Groups\":null", "\"Name\":\"joe\"");
    assertThat(RsaKeyFile.publicPem(key)).startsWith("-----BEGIN RSA PUBLIC KEY-----");
  }

  @Test
  void saysWhatIsNoKey() throws Exception {
    Path file = Files.writeString(folder.resolve("no.pem"), "nothing");
    assertThatThrownBy(() -> RsaKeyFile.read(file))
        .hasMessage(file + ": no private key in PEM format");
    assertThatThrownBy(() -> RsaKeyFile.read(folder.resolve("none")))
        .hasMessageEndingWith("none: there is no such file");
    SelfSigned ec = SelfSigned.create(Purpose.CLIENT, KeyKind.ECDSA, List.of(), NOW);
    Path ecFile = Files.writeString(folder.resolve("ec.pem"), ec.keyPem());
    assertThatThrownBy(() -> RsaKeyFile.read(ecFile)).hasMessageContaining("an RSA key is needed");
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void makesACertificateForItsHosts(KeyKind kind) throws Exception {
    SelfSigned pair =
        SelfSigned.create(Purpose.SERVER, kind, List.of("cp.example", "127.0.0.1"), NOW);
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        pair.certificatePem().getBytes(StandardCharsets.US_ASCII)));
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> name.get(1).toString())
        .containsExactly("cp.example", "127.0.0.1");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
  }
}
