package io.meshlog.api.token;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A private key of whatever algorithm, as users write it down. */
public final class PrivateKeyPem {
  private PrivateKeyPem() {}

  /**
   * The first private key of a text that may hold more, e.g. certificates.
   *
   * @throws IOException when a part of it cannot be read
   */
  public static Optional<PrivateKey> first(String pem) throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        switch (part) {
          case PEMKeyPair pair -> {
            return Optional.of(converter.getKeyPair(pair).getPrivate());
          }
          case PrivateKeyInfo info -> {
            return Optional.of(converter.getPrivateKey(info));
          }
          default -> {}
        }
      }
    }
    return Optional.empty();
  }
}
