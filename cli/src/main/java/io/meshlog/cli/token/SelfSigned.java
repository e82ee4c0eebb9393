package io.meshlog.cli.token;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate that vouches for itself, for a TLS port or a client.
 *
 * @param certificatePem of the certificate, which is its own CA
 * @param keyPem of its private key
 */
public record SelfSigned(String certificatePem, String keyPem) {
  private static final Duration LIFETIME = Duration.ofDays(10 * 365);
  private static final Duration LEEWAY = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 120;

  /** What the certificate is for. */
  public enum Purpose {
    SERVER,
    CLIENT
  }

  /** With what kind of key. */
  public enum KeyKind {
    RSA,
    ECDSA
  }

  public static SelfSigned create(Purpose purpose, KeyKind kind, List<String> hosts, Instant now) {
    try {
      KeyPair pair = pair(kind);
      X500Name name = new X500Name("CN=" + (hosts.isEmpty() ? "meshlog-client" : hosts.getFirst()));
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
              Date.from(now.minus(LEEWAY)),
              Date.from(now.plus(LIFETIME)),
              name,
              pair.getPublic());
      KeyPurposeId use =
          purpose == Purpose.SERVER ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
          .addExtension(
              Extension.keyUsage,
              true,
              new KeyUsage(
                  KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign))
          .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
      if (!hosts.isEmpty()) {
        GeneralName[] names =
            hosts.stream().map(SelfSigned::generalName).toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      String algorithm = kind == KeyKind.RSA ? "SHA256withRSA" : "SHA256withECDSA";
      var signer = new JcaContentSignerBuilder(algorithm).build(pair.getPrivate());
      return new SelfSigned(
          RsaKeyFile.pem(builder.build(signer)),
          // PKCS#8 names the curve of a key; the form that is older loses it.
          RsaKeyFile.pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded())));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  private static KeyPair pair(KeyKind kind) throws GeneralSecurityException {
    if (kind == KeyKind.RSA) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static GeneralName generalName(String host) {
    try {
      return new GeneralName(GeneralName.iPAddress, InetAddress.ofLiteral(host).getHostAddress());
    } catch (IllegalArgumentException e) {
      return new GeneralName(GeneralName.dNSName, host);
    }
  }
}
