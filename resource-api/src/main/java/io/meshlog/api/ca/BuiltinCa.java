package io.meshlog.api.ca;

import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.model.mesh.MeshDuration;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the root of a mesh with a backend of type {@code builtin} (xds-generation.md 4.1). The
 * result is stored as two Secrets of the mesh; no key stays here.
 */
public final class BuiltinCa {
  public static final String TYPE = "builtin";
  private static final String ENVOY_ADMIN = "envoy-admin";
  private static final Duration DEFAULT_LIFETIME = Duration.ofDays(10 * 365);
  private static final Duration LEEWAY = Duration.ofSeconds(10);

  /** PEM of a root and of its key. */
  public record Root(byte[] certificate, byte[] key) {}

  private final Clock clock;

  public BuiltinCa(Clock clock) {
    this.clock = clock;
  }

  public static String certificateSecret(String mesh, String backend) {
    return mesh + ".ca-builtin-cert-" + backend;
  }

  public static String keySecret(String mesh, String backend) {
    return mesh + ".ca-builtin-key-" + backend;
  }

  /**
   * Takes {@code conf.caCert.expiration} and {@code conf.caCert.RSAbits} into account. Whoever does
   * not ask for RSA gets P-256: a proxy that connects costs a signature of it, and RSA's takes ten
   * times as long.
   */
  public Root create(String mesh, CaBackend backend) {
    Fields conf = Fields.of(backend.conf()).object("caCert");
    int asked = conf.integer("RSAbits") + conf.integer("rsaBits");
    Duration lifetime = MeshDuration.parse(conf.text("expiration")).orElse(DEFAULT_LIFETIME);
    try {
      KeyPair pair = asked == 0 ? p256() : RsaKeyPem.keyPair(asked);
      return new Root(RsaKeyPem.pem(certificate(mesh, pair, lifetime)), pem(pair.getPrivate()));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a root certificate for mesh " + mesh, e);
    }
  }

  /** The CA of what stands before the admin of proxies: certificate and key in one PEM. */
  public byte[] envoyAdmin() {
    try {
      KeyPair pair = p256();
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.write(RsaKeyPem.pem(certificate(ENVOY_ADMIN, pair, DEFAULT_LIFETIME)));
      both.write(pem(pair.getPrivate()));
      return both.toByteArray();
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make the CA of Envoys' admin", e);
    }
  }

  private static KeyPair p256() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] pem(PrivateKey key) throws IOException {
    return RsaKeyPem.pem(key instanceof ECPrivateKey ? new JcaPKCS8Generator(key, null) : key);
  }

  private X509Certificate certificate(String mesh, KeyPair pair, Duration lifetime)
      throws IOException, CertificateException, OperatorCreationException {
    Instant now = clock.instant();
    X500Name subject =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.O, "Kuma")
            .addRDN(BCStyle.OU, "Mesh")
            .addRDN(BCStyle.CN, mesh)
            .build();
    var builder =
        new JcaX509v3CertificateBuilder(
            subject,
            BigInteger.ZERO,
            Date.from(now.minus(LEEWAY)),
            Date.from(now.plus(lifetime)),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + mesh)));
    String algorithm =
        pair.getPrivate() instanceof ECPrivateKey ? "SHA256withECDSA" : "SHA256withRSA";
    var signer = new JcaContentSignerBuilder(algorithm).build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
