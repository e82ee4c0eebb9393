package io.meshlog.dp.bootstrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where Linux distributions keep the CAs that the system trusts, in one file. */
public final class SystemCa {
  private static final List<String> PLACES =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
          "/etc/ssl/cert.pem");

  private SystemCa() {}

  /** The file of this system; empty when it has none of the usual ones. */
  public static String path() {
    return PLACES.stream().filter(place -> Files.isReadable(Path.of(place))).findFirst().orElse("");
  }
}
