package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.store.append.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Idempotency-Key}. A key is the caller's own: it is kept per user. */
public final class Idempotency {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private Idempotency() {}

  public static @Nullable IdempotencyKey keyOf(Ask ask, byte[] body) {
    String key = ask.header("Idempotency-Key");
    if (key == null) {
      return null;
    }
    if (!KEY.matcher(key).matches()) {
      throw Problem.invalid(
              "Invalid request", "Idempotency-Key", "must be 1 to 200 visible ASCII characters")
          .raise();
    }
    return new IdempotencyKey(ask.user().name() + ' ' + key, hash(ask, body));
  }

  private static String hash(Ask ask, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part :
          new String[] {
            ask.http().getMethod(),
            ask.http().getRequestURI(),
            Objects.requireNonNullElse(ask.header("If-Match"), ""),
            Objects.requireNonNullElse(ask.header("If-None-Match"), "")
          }) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }
}
