package io.meshlog.cli;

/** Why a verb ends early: a message that says what to do, and the exit code. */
public final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CliFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public static CliFailure invalid(String message) {
    return new CliFailure(ExitCode.REFUSED, message);
  }

  public static CliFailure usage(String message) {
    return new CliFailure(ExitCode.USAGE, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
