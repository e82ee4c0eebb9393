package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.TypeEntry;

/** What is said when a resource is not there. */
final class Missing {
  private Missing() {}

  static CliFailure of(TypeEntry type, String mesh, String name) {
    return new CliFailure(
        ExitCode.NOT_FOUND,
        "there is no %s; all of them: meshlog get %s%s"
            .formatted(
                type.describe(mesh, name),
                type.path(),
                type.meshScoped() ? " --mesh " + mesh : ""));
  }
}
