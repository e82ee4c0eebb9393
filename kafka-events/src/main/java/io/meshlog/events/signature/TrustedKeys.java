package io.meshlog.events.signature;

import io.meshlog.model.zone.SigningKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one log that are believed, oldest first. Old keys stay, so that old records verify.
 * Immutable and thread-safe.
 */
public final class TrustedKeys {
  /** More than a log announces in a lifetime; the rest of a longer list is not looked at. */
  private static final int MOST = 100;

  private final UUID logId;
  private final Map<String, Trusted> byId;

  private record Trusted(SigningKey key, Ed25519PublicKeyParameters publicKey) {}

  private TrustedKeys(UUID logId, Map<String, Trusted> byId) {
    this.logId = logId;
    this.byId = byId;
  }

  /** Of a log that has announced none: its unsigned records are believed. */
  public static TrustedKeys none(UUID logId) {
    return new TrustedKeys(logId, Map.of());
  }

  /** Keys that were admitted before, or are given by an operator; malformed ones are left out. */
  public static TrustedKeys of(UUID logId, List<SigningKey> known) {
    Map<String, Trusted> byId = new LinkedHashMap<>();
    for (SigningKey key : known) {
      Ed25519PublicKeyParameters parsed = parse(key);
      if (parsed != null) {
        byId.put(key.id(), new Trusted(key, parsed));
      }
    }
    return new TrustedKeys(logId, byId);
  }

  /**
   * These and what a log announces: its first key if none is known yet, and every key that one
   * already believed endorses. Others are left out.
   */
  public TrustedKeys admit(List<SigningKey> announced) {
    Map<String, Trusted> admitted = new LinkedHashMap<>(byId);
    for (SigningKey key : announced) {
      if (admitted.size() >= MOST || admitted.containsKey(key.id())) {
        continue;
      }
      Ed25519PublicKeyParameters parsed = parse(key);
      if (parsed != null && (admitted.isEmpty() || endorsed(key, admitted))) {
        admitted.put(key.id(), new Trusted(key, parsed));
      }
    }
    return admitted.size() == byId.size() ? this : new TrustedKeys(logId, admitted);
  }

  /** These and keys that something else vouches for. */
  public TrustedKeys and(List<SigningKey> vouchedFor) {
    List<SigningKey> all = new ArrayList<>(list());
    vouchedFor.stream().filter(key -> !byId.containsKey(key.id())).limit(MOST).forEach(all::add);
    return of(logId, all);
  }

  private boolean endorsed(SigningKey key, Map<String, Trusted> admitted) {
    Trusted voucher = key.endorsedBy() == null ? null : admitted.get(key.endorsedBy());
    if (voucher == null || key.endorsement() == null) {
      return false;
    }
    try {
      return Ed25519.verifies(
          voucher.publicKey(),
          Endorsement.bytes(logId, key.id(), decode(key.publicKey()), key.fromPos()),
          decode(key.endorsement()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public UUID logId() {
    return logId;
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Oldest first. */
  public List<SigningKey> list() {
    return byId.values().stream().map(Trusted::key).toList();
  }

  /** Announced keys that are not believed. */
  public List<SigningKey> strangers(List<SigningKey> announced) {
    List<SigningKey> strangers = new ArrayList<>(announced);
    strangers.removeIf(key -> {
      Trusted known = byId.get(key.id());
      return known != null && known.key().publicKey().equals(key.publicKey());
    });
    return strangers;
  }

  /**
   * @param signature null when the record bears none
   */
  public Verdict check(Statement statement, @Nullable EventSignature signature) {
    if (!statement.link().logId().equals(logId)) {
      return new Verdict.Forged("of the log " + statement.link().logId() + ", not " + logId);
    }
    if (signature == null) {
      return unsigned(statement);
    }
    Trusted trusted = byId.get(signature.keyId());
    if (trusted == null) {
      return new Verdict.UnknownKey(signature.keyId());
    }
    return Ed25519.verifies(trusted.publicKey(), statement.bytes(), signature.value())
        ? new Verdict.Valid(signature.keyId())
        : new Verdict.Forged("the signature is not that of key " + signature.keyId());
  }

  private Verdict unsigned(Statement statement) {
    for (Trusted trusted : byId.values()) {
      if (statement.link().pos() >= trusted.key().fromPos()) {
        return new Verdict.Forged(
            "not signed, though its log signs with key " + trusted.key().id());
      }
    }
    return new Verdict.Unsigned();
  }

  private static @Nullable Ed25519PublicKeyParameters parse(SigningKey key) {
    try {
      byte[] raw = decode(key.publicKey());
      return Ed25519.idOf(raw).equals(key.id()) ? Ed25519.publicKey(raw) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @Override
  public String toString() {
    return "TrustedKeys" + byId.keySet() + " of " + logId;
  }
}
