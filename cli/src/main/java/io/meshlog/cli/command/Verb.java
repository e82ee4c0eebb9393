package io.meshlog.cli.command;

import io.meshlog.cli.Terminal;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A verb: the result of {@link #call} is the process's exit code. */
abstract class Verb implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  final CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("a verb runs below meshlog only");
    }
    return spec;
  }

  final Root root() {
    return (Root) spec().root().userObject();
  }

  final Terminal terminal() {
    return root().terminal();
  }

  final Instant now() {
    return terminal().clock().instant();
  }
}
