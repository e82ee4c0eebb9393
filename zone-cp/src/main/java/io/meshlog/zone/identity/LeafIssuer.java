package io.meshlog.zone.identity;

import io.meshlog.xds.secrets.IdentityCert;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;

/**
 * Makes leaf certificates (xds-generation.md 4.2), but with P-256 keys: an RSA key takes a hundred
 * times the CPU. By BouncyCastle itself, not through the JDK's interfaces: its P-256 takes a
 * quarter of the JDK's time where no code of C2 replaces it, and all around it costs as much again
 * (0034).
 */
final class LeafIssuer {
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);
  private static final int SERIAL_BITS = 128;
  private static final ECNamedDomainParameters P256 =
      new ECNamedDomainParameters(
          X9ObjectIdentifiers.prime256v1,
          CustomNamedCurves.getByOID(X9ObjectIdentifiers.prime256v1));
  private static final X500Name NOBODY = new X500Name("");
  private static final KeyUsage USAGE =
      new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement);
  private static final ExtendedKeyUsage PURPOSES =
      new ExtendedKeyUsage(
          new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});

  private final SecureRandom random = new SecureRandom();

  /** The CA that signed last: a mesh has one, and all of its proxies come at once. */
  private volatile @Nullable Signing last;

  /** A certificate with its key, to be used here. */
  record Leaf(X509Certificate certificate, PrivateKey key) {}

  IdentityCert issue(Authority authority, List<String> uris, Instant now, Duration lifetime) {
    GeneralName[] names =
        uris.stream()
            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
            .toArray(GeneralName[]::new);
    try {
      AsymmetricCipherKeyPair keys = keys();
      X509CertificateHolder leaf = leaf(authority, keys, names, now, lifetime);
      return new IdentityCert(
          pem("CERTIFICATE", leaf.getEncoded()), pem("PRIVATE KEY", privateKey(keys)));
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }

  /** For a host of this name. */
  Leaf issueHost(Authority authority, String host, Instant now, Duration lifetime) {
    GeneralName[] names = {new GeneralName(GeneralName.dNSName, host)};
    try {
      AsymmetricCipherKeyPair keys = keys();
      X509CertificateHolder leaf = leaf(authority, keys, names, now, lifetime);
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(privateKey(keys)));
      return new Leaf(new JcaX509CertificateConverter().getCertificate(leaf), key);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }

  private AsymmetricCipherKeyPair keys() {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(P256, random));
    return generator.generateKeyPair();
  }

  /** PKCS 8, DER. */
  private static byte[] privateKey(AsymmetricCipherKeyPair keys) throws IOException {
    return PrivateKeyInfoFactory.createPrivateKeyInfo(keys.getPrivate()).getEncoded();
  }

  private X509CertificateHolder leaf(
      Authority authority,
      AsymmetricCipherKeyPair keys,
      GeneralName[] names,
      Instant now,
      Duration lifetime)
      throws OperatorCreationException, IOException {
    Signing signing = signing(authority);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            signing.issuer(),
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(lifetime)),
            NOBODY,
            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic()));
    // Critical, since there is no subject.
    builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
    builder.addExtension(Extension.keyUsage, true, USAGE);
    builder.addExtension(Extension.extendedKeyUsage, false, PURPOSES);
    return builder.build(signing.signer(random));
  }

  private Signing signing(Authority authority) throws IOException {
    Signing known = last;
    if (known == null || known.authority() != authority) {
      known = Signing.of(authority);
      last = known;
    }
    return known;
  }

  private static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }
}
