package io.meshlog.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/** What the floor shows to who connects: as costly to check as a control plane's own. */
final class FloorCertificate {
  /** Guards a key that lives as long as a measurement. */
  private static final String PASSWORD = "floor-only";

  private FloorCertificate() {}

  /**
   * Makes a key of 2,048 bits (RSA) and a certificate for {@code localhost} that signs itself.
   *
   * @return key and certificate, for {@link #open}; beside it is the certificate for clients
   */
  static Path make(Path folder) throws IOException {
    Path store = folder.resolve("floor.p12");
    keytool(
        List.of(
            "-genkeypair",
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-validity",
            "2"),
        store);
    keytool(List.of("-exportcert", "-rfc", "-file", forClients(store).toString()), store);
    return store;
  }

  static Path forClients(Path store) {
    return store.resolveSibling("floor.crt");
  }

  static KeyManagerFactory open(Path store) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD.toCharArray());
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException("unusable " + store, e);
    }
  }

  private static void keytool(List<String> arguments, Path store) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-alias", "floor", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
