package io.meshlog.store.secret;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.meshlog.model.json.SpecJson;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The federation's keys, which wrap the data keys of secrets: {@code
 * {"active":"k1","keys":{"k1":"<32 bytes in base64>"}}}. The same for every control plane of a
 * federation; new data keys are wrapped under the active one, the others still open. Immutable.
 */
public final class KeyRing {
  private static final int KEY_BYTES = 32;
  private static final String PROOF_TAG = "meshlog key ring proof v1";

  private final String active;
  private final Map<String, SecretKey> keys;
  private final AesGcm cipher = new AesGcm();

  private KeyRing(String active, Map<String, SecretKey> keys) {
    this.active = active;
    this.keys = Map.copyOf(keys);
  }

  /**
   * @throws IllegalArgumentException that says what is wrong, without key material
   */
  public static KeyRing parse(String json) {
    JsonNode root;
    try {
      root = SpecJson.parse(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the key ring is not JSON");
    }
    Map<String, SecretKey> keys = new HashMap<>();
    root.path("keys")
        .properties()
        .forEach(entry -> keys.put(entry.getKey(), key(entry.getKey(), entry.getValue())));
    String active = root.path("active").asString("");
    if (!keys.containsKey(active)) {
      throw new IllegalArgumentException(
          "the key ring's active key is '" + active + "', its keys are " + keys.keySet());
    }
    return new KeyRing(active, keys);
  }

  private static SecretKey key(String id, JsonNode text) {
    byte[] raw;
    try {
      raw = Base64.getDecoder().decode(text.asString(""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("key " + id + " of the key ring is not base64");
    }
    if (raw.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "key " + id + " of the key ring has " + raw.length + " bytes, not " + KEY_BYTES);
    }
    return new SecretKeySpec(raw, "AES");
  }

  /** Reads a key ring that must be there. */
  public static KeyRing read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("no key ring at " + file);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + " (" + file + ")");
    }
  }

  /**
   * Reads the key ring of a control plane on its own, made at its first start. Other processes may
   * use the folder, and start at the same moment.
   */
  public static synchronized KeyRing readOrGenerate(Path file) throws IOException {
    if (!Files.exists(file)) {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path beside = folder.resolve(file.getFileName() + ".lock");
      try (FileChannel lock = FileChannel.open(beside, CREATE, WRITE);
          FileLock held = lock.lock()) {
        if (held.isValid() && !Files.exists(file)) {
          generate(file, folder);
        }
      }
    }
    return read(file);
  }

  /** Appears whole or not at all. */
  private static void generate(Path file, Path folder) throws IOException {
    byte[] raw = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(raw);
    String json =
        "{\"active\":\"k1\",\"keys\":{\"k1\":\"%s\"}}\n"
            .formatted(Base64.getEncoder().encodeToString(raw));
    Path part =
        Files.createTempFile(
            folder,
            "keyring",
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(part, json);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Shows to whoever has the ring that this one has it too, by its active key. */
  public byte[] prove(byte[] content) {
    return mac(Objects.requireNonNull(keys.get(active)), content);
  }

  /** Whether somebody with the key {@code id} of this ring proved this content. */
  public boolean isProof(String id, byte[] content, byte[] proof) {
    SecretKey key = keys.get(id);
    return key != null && MessageDigest.isEqual(mac(key, content), proof);
  }

  /** By a key of its own, since the ring's keys encrypt. */
  private static byte[] mac(SecretKey key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      byte[] derived = mac.doFinal(PROOF_TAG.getBytes(StandardCharsets.UTF_8));
      mac.init(new SecretKeySpec(derived, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  public String active() {
    return active;
  }

  public Set<String> ids() {
    return new TreeSet<>(keys.keySet());
  }

  /**
   * A key, wrapped.
   *
   * @param ringKeyId names the key of the ring
   * @param value nonce and ciphertext
   */
  public record Wrapped(String ringKeyId, byte[] value) {}

  /**
   * Wraps under the active key.
   *
   * @param bound what the key belongs to: unwrapping it as anything else fails
   */
  public Wrapped wrap(byte[] key, String bound) {
    return new Wrapped(active, cipher.seal(Objects.requireNonNull(keys.get(active)), key, bound));
  }

  /**
   * @throws MissingKey when the ring lacks the key
   * @throws SealBroken when what is wrapped is not {@code bound}'s, or is under another key of the
   *     same name
   */
  public byte[] unwrap(Wrapped wrapped, String bound) {
    SecretKey key = keys.get(wrapped.ringKeyId());
    if (key == null) {
      throw MissingKey.ofRing(wrapped.ringKeyId());
    }
    return cipher.open(key, wrapped.value(), bound);
  }

  /** Names the keys, never shows them. */
  @Override
  public String toString() {
    return "KeyRing" + ids();
  }
}
