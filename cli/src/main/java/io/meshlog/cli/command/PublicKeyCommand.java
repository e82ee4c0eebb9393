package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.token.RsaKeyFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "public-key", description = "Prints the public half of a signing key, as PEM.")
final class PublicKeyCommand extends Verb {
  @Option(names = "--signing-key-path", required = true, paramLabel = "FILE")
  private Path signingKey = Path.of("");

  @Override
  public Integer call() {
    terminal().out().print(RsaKeyFile.publicPem(RsaKeyFile.read(signingKey)));
    return ExitCode.OK;
  }
}
