package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.token.RsaKeyFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "signing-key",
    description =
        "Makes a private key that signs tokens, for the data of a Secret or for offline use.")
final class SigningKeyCommand extends Verb {
  /** How the key is printed. */
  enum Format {
    PEM,
    PEM_BASE64;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "pem or pem-base64, which a Secret takes; default pem-base64.")
  private String format = Format.PEM_BASE64.toString();

  @Override
  public Integer call() {
    Formats.mustBeOneOf("--format", format, Format.values());
    String pem = RsaKeyFile.generate();
    if (format.equals(Format.PEM.toString())) {
      terminal().out().print(pem);
    } else {
      byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
      terminal().out().println(Base64.getEncoder().encodeToString(bytes));
    }
    return ExitCode.OK;
  }
}
