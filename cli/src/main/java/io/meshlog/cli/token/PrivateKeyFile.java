package io.meshlog.cli.token;

import io.meshlog.cli.CliFailure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A private key of whatever kind in a PEM file: PKCS#1, SEC 1 or PKCS#8. */
public final class PrivateKeyFile {
  private PrivateKeyFile() {}

  public static PrivateKey read(Path file) {
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case null, default -> throw CliFailure.invalid(file + ": no private key in PEM format");
      };
    } catch (NoSuchFileException e) {
      throw CliFailure.invalid(file + ": there is no such file");
    } catch (IOException e) {
      throw CliFailure.invalid(file + ": cannot be read as a PEM key: " + e.getMessage());
    }
  }
}
