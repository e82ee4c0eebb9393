package io.meshlog.cli;

/** What the process ends with; scripts rely on these numbers (docs/cli.md). */
public final class ExitCode {
  public static final int OK = 0;

  /** The control plane refused it, or what was given is not valid. */
  public static final int REFUSED = 1;

  /** Wrong verb, argument or option. */
  public static final int USAGE = 2;

  /** The control plane did not answer, or says that it cannot at the moment. */
  public static final int UNREACHABLE = 3;

  public static final int NOT_FOUND = 4;

  /** No, an invalid or an insufficient token or certificate. */
  public static final int DENIED = 5;

  /** Done, but not for all: an import that left something behind. */
  public static final int IN_PART = 6;

  private ExitCode() {}
}
