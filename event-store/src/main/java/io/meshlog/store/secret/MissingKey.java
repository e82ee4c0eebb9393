package io.meshlog.store.secret;

/** A key needed to open a secret is not here; the message says which. */
public final class MissingKey extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String keyId;
  private final boolean ofRing;

  private MissingKey(String message, String keyId, boolean ofRing) {
    super(message);
    this.keyId = keyId;
    this.ofRing = ofRing;
  }

  static MissingKey ofRing(String keyId) {
    return new MissingKey("the key ring lacks the key " + keyId, keyId, true);
  }

  static MissingKey ofSecret(String keyId) {
    return new MissingKey(
        "the data key " + keyId + " is destroyed or has not arrived", keyId, false);
  }

  public String keyId() {
    return keyId;
  }

  /** Whether the federation's key ring lacks it; else it is a secret's data key. */
  public boolean ofRing() {
    return ofRing;
  }
}
