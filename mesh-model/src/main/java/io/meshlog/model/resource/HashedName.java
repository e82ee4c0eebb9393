package io.meshlog.model.resource;

import java.nio.charset.StandardCharsets;

/**
 * Name of a copy that was made elsewhere, as Kuma's clients compute it from a KRI
 * (rest-and-dataplane-protocol.md 2.4): {@code <display name, at most 236>-<16 characters>}.
 */
public final class HashedName {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int MAX_PREFIX = 236;

  private HashedName() {}

  /**
   * @param mesh the mesh, empty for global scope
   * @param name display name
   * @param zone the origin zone, empty for Global
   */
  public static String of(String mesh, String name, String zone) {
    long hash = FNV_OFFSET;
    for (String part : new String[] {mesh, name, zone}) {
      hash = fnv1a(hash, part);
    }
    String hex = String.format("%016x", hash);
    StringBuilder out = new StringBuilder(name.substring(0, Math.min(name.length(), MAX_PREFIX)));
    out.append('-');
    for (int i = 0; i < hex.length(); i++) {
      out.append(ALPHABET.charAt(hex.charAt(i) % ALPHABET.length()));
    }
    return out.toString();
  }

  /** FNV-1a with 64 bits, as 16 hexadecimal digits. */
  public static String fnv1a(String text) {
    return String.format("%016x", fnv1a64(text));
  }

  public static long fnv1a64(String text) {
    return fnv1a(FNV_OFFSET, text);
  }

  private static long fnv1a(long hash, String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash ^= b & 0xff;
      hash *= FNV_PRIME;
    }
    return hash;
  }
}
