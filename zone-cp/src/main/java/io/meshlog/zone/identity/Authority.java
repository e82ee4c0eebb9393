package io.meshlog.zone.identity;

import io.meshlog.api.token.PrivateKeyPem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;

/**
 * A CA that signs.
 *
 * @param pem its certificates
 * @param certificate the first of them, which signs
 */
record Authority(String pem, X509Certificate certificate, PrivateKey key) {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

  static Authority of(byte[] certificates, byte[] key) throws AuthorityUnusable {
    String pem = certificatesOnly(new String(certificates, StandardCharsets.UTF_8));
    return new Authority(pem, certificate(pem), key(new String(key, StandardCharsets.UTF_8)));
  }

  /** What is sent to proxies: a key that stands beside the certificates must not be. */
  private static String certificatesOnly(String pem) {
    Matcher certificates = CERTIFICATE.matcher(pem);
    StringBuilder found = new StringBuilder();
    while (certificates.find()) {
      found.append(certificates.group()).append('\n');
    }
    return pem.contains("PRIVATE KEY") ? found.toString() : pem;
  }

  private static X509Certificate certificate(String pem) throws AuthorityUnusable {
    try {
      for (Object part : parts(pem)) {
        if (part instanceof X509CertificateHolder holder) {
          return new JcaX509CertificateConverter().getCertificate(holder);
        }
      }
    } catch (IOException | CertificateException e) {
      throw new AuthorityUnusable("the CA's certificate cannot be read", e);
    }
    throw new AuthorityUnusable("the CA's certificate is not PEM");
  }

  private static PrivateKey key(String pem) throws AuthorityUnusable {
    try {
      return PrivateKeyPem.first(pem)
          .orElseThrow(() -> new AuthorityUnusable("the CA's key is not PEM"));
    } catch (IOException e) {
      throw new AuthorityUnusable("the CA's key cannot be read", e);
    }
  }

  private static List<Object> parts(String pem) throws IOException {
    List<Object> parts = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        parts.add(part);
      }
    }
    return parts;
  }

  @Override
  public String toString() {
    return "Authority[" + certificate.getSubjectX500Principal() + ']'; // no key
  }
}
