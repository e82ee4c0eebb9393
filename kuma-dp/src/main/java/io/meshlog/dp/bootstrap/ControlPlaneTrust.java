package io.meshlog.dp.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes the TLS sockets that trust the given certificates, and only those. */
final class ControlPlaneTrust {
  private ControlPlaneTrust() {}

  /**
   * @param caPem PEM certificates; null means the Java runtime's own trust store
   * @throws CertificateException if the PEM holds no readable certificate
   */
  static SSLSocketFactory socketFactory(@Nullable String caPem, boolean skipVerify)
      throws GeneralSecurityException, IOException {
    TrustManager @Nullable [] trust = null;
    if (skipVerify) {
      trust = new TrustManager[] {new TrustEveryone()};
    } else if (caPem != null) {
      trust = trustOnly(certificates(caPem));
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    return context.getSocketFactory();
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws CertificateException {
    byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes));
    if (certificates.isEmpty()) {
      throw new CertificateException("no certificate in it");
    }
    return certificates;
  }

  private static TrustManager[] trustOnly(Collection<? extends Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore anchors = KeyStore.getInstance("JKS");
    anchors.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates) {
      anchors.setCertificateEntry("ca-" + number++, certificate);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(anchors);
    return factory.getTrustManagers();
  }

  /** For --skip-verify. The extended form also keeps the JDK from checking the host name. */
  private static final class TrustEveryone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
