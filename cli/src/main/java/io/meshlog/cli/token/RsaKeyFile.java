package io.meshlog.cli.token;

import io.meshlog.cli.CliFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/** Keys that sign tokens, as PEM files (rest-and-dataplane-protocol.md 6). */
public final class RsaKeyFile {
  private static final int BITS = 2048;

  private RsaKeyFile() {}

  /** PEM of a new private key. */
  public static String generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return pem(generator.generateKeyPair().getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK knows RSA", e);
    }
  }

  public static RSAPrivateCrtKey read(Path file) {
    PrivateKey key = PrivateKeyFile.read(file);
    if (key instanceof RSAPrivateCrtKey rsa) {
      return rsa;
    }
    throw CliFailure.invalid(file + ": an RSA key is needed, not " + key.getAlgorithm());
  }

  /** PEM of the other half, in the form that Kuma reads, too. */
  public static String publicPem(RSAPrivateCrtKey key) {
    try {
      var half =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
      byte[] bare =
          SubjectPublicKeyInfo.getInstance(half.getEncoded()).parsePublicKey().getEncoded();
      return pem(new PemObject("RSA PUBLIC KEY", bare));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the key has a public half", e);
    }
  }

  static String pem(Object content) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
