package io.meshlog.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "generate",
    description = "Makes tokens, keys and certificates.",
    subcommands = {
      DataplaneTokenCommand.class,
      ZoneTokenCommand.class,
      UserTokenCommand.class,
      SigningKeyCommand.class,
      PublicKeyCommand.class,
      TlsCertificateCommand.class
    })
final class GenerateCommand extends Group {}
