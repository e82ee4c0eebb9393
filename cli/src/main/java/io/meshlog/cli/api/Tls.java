package io.meshlog.cli.api;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.token.PrivateKeyFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a control plane is believed, and how it is told who calls. All of it PEM files.
 *
 * @param caCertFile null means what this machine trusts
 */
public record Tls(
    @Nullable Path caCertFile,
    @Nullable Path clientCertFile,
    @Nullable Path clientKeyFile,
    boolean skipVerify) {
  public static final Tls NONE = new Tls(null, null, null, false);

  private static final char[] NO_PASSWORD = {};

  /** Throws {@link CliFailure} that names the file which cannot be used. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new CliFailure(ExitCode.REFUSED, "TLS cannot be set up: " + e.getMessage());
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (skipVerify) {
      return new TrustManager[] {new TrustsAll()};
    }
    if (caCertFile == null) {
      return null;
    }
    KeyStore trusted = empty();
    int number = 0;
    for (Certificate certificate : certificates(caCertFile)) {
      trusted.setCertificateEntry("ca-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (clientCertFile == null || clientKeyFile == null) {
      return null;
    }
    KeyStore own = empty();
    Certificate[] chain = certificates(clientCertFile).toArray(Certificate[]::new);
    own.setKeyEntry("client", PrivateKeyFile.read(clientKeyFile), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try (var in = Files.newInputStream(file)) {
      var read = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (read.isEmpty()) {
        throw CliFailure.invalid(file + ": no certificate in it");
      }
      return read;
    } catch (IOException | GeneralSecurityException e) {
      throw CliFailure.invalid(file + ": cannot be read as PEM certificates: " + e.getMessage());
    }
  }

  /** An extended one, so that names are not compared either. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
