package io.meshlog.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;

/** What the floor shows to who connects: as costly to check as a control plane's own. */
final class FloorCertificate {
  /** Guards a key that lives as long as a measurement. */
  private static final String PASSWORD = "floor-only";

  private static final String ALIAS = "floor";

  private FloorCertificate() {}

  /**
   * Makes a key on P-256 and a certificate for {@code localhost} that signs itself.
   *
   * @return key and certificate, for {@link #open}; beside it is the certificate for clients
   */
  static Path make(Path folder) throws IOException {
    Path store = folder.resolve("floor.p12");
    generate(store);
    Files.writeString(forClients(store), certificate(store));
    return store;
  }

  static Path forClients(Path store) {
    return store.resolveSibling("floor.crt");
  }

  static KeyManagerFactory open(Path store) throws IOException {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(read(store), PASSWORD.toCharArray());
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException("unusable " + store, e);
    }
  }

  private static KeyStore read(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static String certificate(Path store) throws IOException {
    try {
      byte[] der = read(store).getCertificate(ALIAS).getEncoded();
      String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IOException("unusable " + store, e);
    }
  }

  /** The JDK makes certificates with its tool only. */
  private static void generate(Path store) throws IOException {
    String java = System.getProperty("java.home");
    Process process =
        new ProcessBuilder(
                Path.of(java, "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-alias",
                ALIAS,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
