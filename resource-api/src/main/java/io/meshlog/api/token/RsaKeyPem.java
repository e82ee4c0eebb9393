package io.meshlog.api.token;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.jspecify.annotations.Nullable;

/**
 * An RSA key as secrets hold it: PEM, or the bare PKCS#1 DER of a private key
 * (rest-and-dataplane-protocol.md 6).
 *
 * @param privateKey null when only the public half is held
 */
public record RsaKeyPem(RSAPublicKey publicKey, @Nullable PrivateKey privateKey) {
  private static final int BITS = 2048;

  /** A new key pair, as the PEM of its private key. */
  public static byte[] generate() {
    return generate(BITS);
  }

  public static byte[] generate(int bits) {
    return pem(keyPair(bits).getPrivate());
  }

  public static KeyPair keyPair(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows RSA", e);
    }
  }

  /** PEM of a key or certificate. */
  public static byte[] pem(Object content) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Empty when these bytes are no RSA key. */
  public static Optional<RsaKeyPem> parse(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    try {
      return text.contains("-----BEGIN") ? ofPem(text) : ofDer(content);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Whatever a user put there that is not a key: the caller says that there is none.
      return Optional.empty();
    }
  }

  private static Optional<RsaKeyPem> ofPem(String text)
      throws IOException, GeneralSecurityException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      return switch (parser.readObject()) {
        case PEMKeyPair pair -> of(converter.getPrivateKey(pair.getPrivateKeyInfo()));
        case PrivateKeyInfo info -> of(converter.getPrivateKey(info));
        case SubjectPublicKeyInfo info -> ofPublic(converter.getPublicKey(info));
        case null, default -> Optional.empty();
      };
    }
  }

  private static Optional<RsaKeyPem> ofDer(byte[] der)
      throws IOException, GeneralSecurityException {
    PrivateKeyInfo info =
        new PrivateKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
            RSAPrivateKey.getInstance(der));
    return of(new JcaPEMKeyConverter().getPrivateKey(info));
  }

  private static Optional<RsaKeyPem> of(PrivateKey key) throws GeneralSecurityException {
    if (!(key instanceof RSAPrivateCrtKey rsa)) {
      return Optional.empty();
    }
    PublicKey half =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    return Optional.of(new RsaKeyPem((RSAPublicKey) half, rsa));
  }

  private static Optional<RsaKeyPem> ofPublic(PublicKey key) {
    return key instanceof RSAPublicKey rsa
        ? Optional.of(new RsaKeyPem(rsa, null))
        : Optional.empty();
  }
}
