package io.meshlog.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "control-planes",
    description = "Adds, lists, switches and removes known control planes.",
    subcommands = {
      AddControlPlaneCommand.class,
      ListControlPlanesCommand.class,
      SwitchControlPlaneCommand.class,
      RemoveControlPlaneCommand.class
    })
final class ControlPlanesCommand extends Group {}
