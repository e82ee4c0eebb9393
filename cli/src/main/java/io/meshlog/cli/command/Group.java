package io.meshlog.cli.command;

import picocli.CommandLine.ParameterException;

/** A verb that is nothing without another one after it. */
abstract class Group extends Verb {
  @Override
  public final Integer call() {
    throw new ParameterException(
        spec().commandLine(),
        spec().qualifiedName() + " what? " + String.join(", ", spec().subcommands().keySet()));
  }
}
