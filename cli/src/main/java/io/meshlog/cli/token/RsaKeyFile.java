package io.meshlog.cli.token;

import io.meshlog.cli.CliFailure;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
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
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      PrivateKey key =
          switch (parser.readObject()) {
            case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
            case PrivateKeyInfo info -> converter.getPrivateKey(info);
            case null, default -> throw CliFailure.invalid(file + ": no private key in PEM format");
          };
      if (key instanceof RSAPrivateCrtKey rsa) {
        return rsa;
      }
      throw CliFailure.invalid(file + ": an RSA key is needed, not " + key.getAlgorithm());
    } catch (java.nio.file.NoSuchFileException e) {
      throw CliFailure.invalid(file + ": there is no such file");
    } catch (IOException e) {
      throw CliFailure.invalid(file + ": cannot be read as a PEM key: " + e.getMessage());
    }
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
