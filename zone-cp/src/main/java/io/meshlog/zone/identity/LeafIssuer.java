package io.meshlog.zone.identity;

import io.meshlog.xds.secrets.IdentityCert;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes leaf certificates (xds-generation.md 4.2), but with P-256 keys: an RSA key takes a hundred
 * times the CPU.
 */
final class LeafIssuer {
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);
  private static final int SERIAL_BITS = 128;

  /** Its P-256 takes a quarter of the JDK's time where no code of C2 replaces it (0034). */
  private static final Provider CRYPTO = new BouncyCastleProvider();

  private final SecureRandom random = new SecureRandom();

  /** A certificate with its key, to be used here. */
  record Leaf(X509Certificate certificate, PrivateKey key) {}

  IdentityCert issue(Authority authority, List<String> uris, Instant now, Duration lifetime) {
    GeneralName[] names =
        uris.stream()
            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
            .toArray(GeneralName[]::new);
    try {
      KeyPair keys = keys();
      X509CertificateHolder leaf = leaf(authority, keys, names, now, lifetime);
      return new IdentityCert(pem(leaf), pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }

  /** For a host of this name. */
  Leaf issueHost(Authority authority, String host, Instant now, Duration lifetime) {
    GeneralName[] names = {new GeneralName(GeneralName.dNSName, host)};
    try {
      KeyPair keys = keys();
      X509CertificateHolder leaf = leaf(authority, keys, names, now, lifetime);
      return new Leaf(new JcaX509CertificateConverter().getCertificate(leaf), keys.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }

  private KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", CRYPTO);
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private X509CertificateHolder leaf(
      Authority authority, KeyPair keys, GeneralName[] names, Instant now, Duration lifetime)
      throws OperatorCreationException, IOException {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer(authority),
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(lifetime)),
            new X500Name(""),
            keys.getPublic());
    // Critical, since there is no subject.
    builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    String algorithm =
        authority.key() instanceof ECPrivateKey ? "SHA256withECDSA" : "SHA256withRSA";
    return builder.build(
        new JcaContentSignerBuilder(algorithm).setProvider(CRYPTO).build(authority.key()));
  }

  private static X500Name issuer(Authority authority) {
    X500Principal subject = authority.certificate().getSubjectX500Principal();
    return X500Name.getInstance(subject.getEncoded());
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
