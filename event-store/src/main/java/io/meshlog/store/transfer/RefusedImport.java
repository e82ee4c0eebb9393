package io.meshlog.store.transfer;

/** What was to be imported is not a whole and sound log, or there is no room for it. */
public final class RefusedImport extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedImport(String message) {
    super(message);
  }

  static RefusedImport at(long line, String what) {
    return new RefusedImport("line " + line + ": " + what);
  }

  static RefusedImport at(long line, long pos, String what) {
    return new RefusedImport("line " + line + ", position " + pos + ": " + what);
  }
}
