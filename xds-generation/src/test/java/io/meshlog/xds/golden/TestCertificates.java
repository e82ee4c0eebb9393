package io.meshlog.xds.golden;

import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Certificates for golden cases: words in the expected files, since keys differ in every run; real
 * ones, of a CA made on the spot, for Envoy to use.
 */
final class TestCertificates {
  private final KeyPair authority = keys();
  private final KeyPair subject = keys();
  private int serial = 1;

  static Certificates words(String mesh) {
    return Certificates.of(mesh, new IdentityCert("certificate", "key"), "authority");
  }

  /** Those of a proxy with these subject alternative names. */
  Certificates real(String mesh, List<String> uris) {
    KeyPair pair = keys();
    IdentityCert identity =
        new IdentityCert(
            certificate(mesh, pair, uris),
            pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded())));
    return Certificates.of(mesh, identity, certificate(mesh, authority, List.of()));
  }

  /** The certificate of the CA of a mesh. */
  String authority(String mesh) {
    return certificate(mesh, authority, List.of());
  }

  /** What stands for the content of a Secret; certificate and key for one called so. */
  static String wordsOf(String secret) {
    return secret.endsWith("pair")
        ? "-----BEGIN CERTIFICATE-----\ncertificate\n-----END CERTIFICATE-----\n"
            + "-----BEGIN EC PRIVATE KEY-----\nkey\n-----END EC PRIVATE KEY-----\n"
        : "content of " + secret;
  }

  /** A key for a Secret that is called so, both for a pair, else the certificate of one subject. */
  String content(String secret) {
    return secret.endsWith("pair") ? content("certificate") + content("key") : single(secret);
  }

  private String single(String secret) {
    return secret.endsWith("key")
        ? pem(new PemObject("PRIVATE KEY", subject.getPrivate().getEncoded()))
        : certificate("outside", subject, List.of("spiffe://outside/any"));
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without URIs it is the CA's own. */
  private String certificate(String mesh, KeyPair subject, List<String> uris) {
    boolean ca = uris.isEmpty();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal("CN=" + mesh),
              BigInteger.valueOf(serial++),
              Date.from(Instant.parse("2020-01-01T00:00:00Z")),
              Date.from(Instant.parse("2120-01-01T00:00:00Z")),
              new X500Principal(ca ? "CN=" + mesh : ""),
              subject.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      if (!ca) {
        GeneralName[] names =
            uris.stream()
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate());
      return pem(builder.build(signer));
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
