package io.meshlog.embedded.testing.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Writes a line for each run of a {@link Fault} test to {@code target/fault-runs} of its module:
 * row, test, outcome, faults, operations, losses, reason, separated by tabs.
 */
public final class FaultRecorder implements TestWatcher, ParameterResolver {
  public static final Path FOLDER = Path.of("target", "fault-runs");

  private static final Namespace RUNS = Namespace.create(FaultRecorder.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FaultRun.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return run(context);
  }

  /** In the store of the class: that of the test is closed before its outcome is told. */
  private static FaultRun run(ExtensionContext context) {
    Store store = context.getParent().orElse(context).getStore(RUNS);
    return store.computeIfAbsent(context.getUniqueId(), id -> new FaultRun(), FaultRun.class);
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    record(context, "passed", "");
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    record(context, "failed", String.valueOf(cause));
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    record(context, "skipped", String.valueOf(cause.getMessage()));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    record(context, "skipped", reason.orElse(""));
  }

  private static void record(ExtensionContext context, String outcome, String reason) {
    String test =
        context.getRequiredTestClass().getSimpleName()
            + '.'
            + context.getRequiredTestMethod().getName();
    String why = reason.lines().findFirst().orElse("").replace('\t', ' ');
    StringBuilder lines = new StringBuilder();
    AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Fault.class)
        .ifPresent(fault -> {
          for (FaultRow row : fault.value()) {
            lines.append(
                String.join("\t", row.name(), test, outcome, run(context).figures(), why) + "\n");
          }
        });
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(
          FOLDER.resolve(context.getRequiredTestClass().getSimpleName() + ".tsv"),
          lines,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
