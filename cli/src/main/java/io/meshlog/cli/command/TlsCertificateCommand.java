package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.token.SelfSigned;
import io.meshlog.cli.token.SelfSigned.KeyKind;
import io.meshlog.cli.token.SelfSigned.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "tls-certificate",
    description =
        "Makes a self-signed certificate and its key, for the API server or a client of it.")
final class TlsCertificateCommand extends Verb {
  @Option(
      names = "--type",
      required = true,
      paramLabel = "TYPE",
      description = "${COMPLETION-CANDIDATES}")
  private Purpose purpose = Purpose.SERVER;

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      defaultValue = "rsa",
      description = "rsa or ecdsa; default rsa.")
  private KeyKind keyKind = KeyKind.RSA;

  @Option(
      names = "--hostname",
      split = ",",
      paramLabel = "HOST",
      description = "DNS name or IP address of the server.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--cert-file",
      paramLabel = "FILE",
      description = "Default cert.pem; - prints it.")
  private String certFile = "cert.pem";

  @Option(names = "--key-file", paramLabel = "FILE", description = "Default key.pem; - prints it.")
  private String keyFile = "key.pem";

  @Override
  public Integer call() {
    if (purpose == Purpose.SERVER && hosts.isEmpty()) {
      throw CliFailure.usage("--hostname is missing: by what name do clients reach the server?");
    }
    SelfSigned pair = SelfSigned.create(purpose, keyKind, hosts, now());
    write(keyFile, pair.keyPem(), "rw-------");
    write(certFile, pair.certificatePem(), "rw-r--r--");
    return ExitCode.OK;
  }

  private void write(String file, String pem, String permissions) {
    if (file.equals("-")) {
      terminal().out().print(pem);
      return;
    }
    Path path = Path.of(file);
    try {
      // A key is its owner's from its first byte on; what is there already stays.
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
      Files.writeString(path, pem, StandardOpenOption.WRITE);
      terminal().say("written: " + path);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw CliFailure.invalid(path + " exists already and was left as it is");
    } catch (IOException e) {
      throw CliFailure.invalid(path + ": cannot be written: " + e.getMessage());
    }
  }
}
