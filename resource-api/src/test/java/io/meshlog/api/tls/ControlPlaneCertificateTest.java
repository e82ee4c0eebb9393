package io.meshlog.api.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneCertificateTest {
  @TempDir Path folder;

  private ControlPlaneCertificate open() throws IOException {
    return ControlPlaneCertificate.open(
        Optional.empty(), Optional.empty(), folder.resolve("work"), Clock.systemUTC());
  }

  @Test
  void makesAPairOnceThatProxiesMayTrust() throws Exception {
    ControlPlaneCertificate pair = open();
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        pair.certificatePem().getBytes(StandardCharsets.US_ASCII)));
    assertThat(certificate.getBasicConstraints()).isNotNegative();
    assertThat(certificate.getSubjectAlternativeNames())
        .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pair.key())))
        .isEqualTo("rw-------");
    assertThat(open().certificatePem()).isEqualTo(pair.certificatePem());
    try (var files = Files.list(folder.resolve("work"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("kuma-cp.crt", "kuma-cp.key", "kuma-cp.lock");
    }
  }

  @Test
  void takesAConfiguredPairAndMissesOneThatIsNotThere() throws Exception {
    Path certificate = Files.writeString(folder.resolve("a.crt"), "a");
    Path key = Files.writeString(folder.resolve("a.key"), "b");
    assertThat(
            ControlPlaneCertificate.open(
                    Optional.of(certificate), Optional.of(key), folder, Clock.systemUTC())
                .certificatePem())
        .isEqualTo("a");
    Files.delete(key);
    assertThatThrownBy(() ->
            ControlPlaneCertificate.open(
                Optional.of(certificate), Optional.of(key), folder, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.key");
  }
}
