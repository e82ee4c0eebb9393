package io.meshlog.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "config",
    description = "Which control planes are known, and which one is used.",
    subcommands = {ControlPlanesCommand.class, ConfigViewCommand.class})
final class ConfigCommand extends Group {}
