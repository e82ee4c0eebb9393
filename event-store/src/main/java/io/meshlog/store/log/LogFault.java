package io.meshlog.store.log;

/**
 * A committed part of the log cannot be applied. Never skipped: who meets it stops, says so in its
 * health, and keeps serving what it has.
 */
public final class LogFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogFault(String message) {
    super(message);
  }

  public LogFault(String message, Throwable cause) {
    super(message, cause);
  }
}
