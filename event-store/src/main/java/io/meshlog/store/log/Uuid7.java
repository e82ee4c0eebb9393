package io.meshlog.store.log;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Time-ordered unique ids (RFC 9562, version 7). Thread-safe. */
public final class Uuid7 {
  private final SecureRandom random = new SecureRandom();

  public UUID at(Instant time) {
    long millis = time.toEpochMilli() & 0xFFFF_FFFF_FFFFL;
    long high = millis << 16 | 0x7000 | random.nextInt(0x1000);
    long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
