package io.meshlog.api.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;

/**
 * The certificates by which the HTTPS port knows its clients: those in a folder, in files named
 * {@code *.pem} or {@code *.crt}, and those in a CA file. Read once, at the start.
 */
final class ClientTrust {
  private final KeyStore store;
  private int certificates;

  private ClientTrust() throws GeneralSecurityException, IOException {
    store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
  }

  /**
   * @throws SettingProblem when one of them cannot be read, or nothing is in it
   */
  static KeyStore of(ApiServerProperties api) {
    try {
      ClientTrust trust = new ClientTrust();
      api.https()
          .clientAuthority()
          .ifPresent(file -> trust.add(file, "kuma.api-server.https.tls-ca-file"));
      api.auth().certificates().ifPresent(trust::addFolder);
      return trust.store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no key store", e);
    }
  }

  private void addFolder(Path folder) {
    String setting = "kuma.api-server.auth.client-certs-dir";
    int before = certificates;
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> wanted =
          files.filter(file -> file.toString().matches(".*\\.(pem|crt)")).sorted().toList();
      wanted.forEach(file -> add(file, setting));
    } catch (IOException e) {
      throw new SettingProblem(setting, "cannot read " + folder + ": " + e.getMessage());
    }
    if (certificates == before) {
      throw new SettingProblem(setting, "no certificate in a file *.pem or *.crt of " + folder);
    }
  }

  private void add(Path file, String setting) {
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate found : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("client-" + certificates++, found);
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new SettingProblem(setting, file + " is no certificate: " + e.getMessage());
    }
  }
}
