package io.meshlog.zone.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The host names and addresses that a server certificate is for. */
final class ServerNames {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private ServerNames() {}

  /** Of the first certificate in the PEM. */
  static Set<String> of(String pem) throws CertificateException {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    Set<String> names = new HashSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(0) instanceof Integer kind
            && (kind == DNS || kind == ADDRESS)
            && alternative.get(1) instanceof String name) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
