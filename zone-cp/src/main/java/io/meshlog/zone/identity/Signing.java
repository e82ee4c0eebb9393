package io.meshlog.zone.identity;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;

/**
 * A CA as BouncyCastle takes it, read once for all that it signs: with SHA-256, by ECDSA or RSA.
 *
 * @param issuer its subject
 */
record Signing(Authority authority, X500Name issuer, AsymmetricKeyParameter key) {
  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  private static final AlgorithmIdentifier RSA =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);

  static Signing of(Authority authority) throws IOException {
    return new Signing(
        authority,
        X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded()),
        PrivateKeyFactory.createKey(authority.key().getEncoded()));
  }

  /** For one certificate. */
  ContentSigner signer(SecureRandom random) throws OperatorCreationException {
    AlgorithmIdentifier algorithm = key instanceof ECPrivateKeyParameters ? ECDSA : RSA;
    BcContentSignerBuilder builder =
        key instanceof ECPrivateKeyParameters
            ? new BcECContentSignerBuilder(algorithm, SHA256)
            : new BcRSAContentSignerBuilder(algorithm, SHA256);
    return builder.setSecureRandom(random).build(key);
  }

  @Override
  public String toString() {
    return "Signing[" + authority + ']'; // no key
  }
}
