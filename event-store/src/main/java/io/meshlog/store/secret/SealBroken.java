package io.meshlog.store.secret;

/** What is sealed was not sealed with this key, or for something else, or was changed since. */
public final class SealBroken extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  SealBroken(String message, Throwable cause) {
    super(message, cause);
  }
}
