package io.meshlog.events.signature;

import io.meshlog.events.signature.Statement.Fields;
import java.util.UUID;

/** What one key of a log says of the next one. */
final class Endorsement {
  private static final String TAG = "meshlog signing key v1";

  private Endorsement() {}

  static byte[] bytes(UUID logId, String keyId, byte[] publicKey, long fromPos) {
    Fields fields = new Fields();
    fields.add(TAG);
    fields.add(logId.toString());
    fields.add(keyId);
    fields.add(publicKey);
    fields.add(fromPos);
    return fields.bytes();
  }
}
