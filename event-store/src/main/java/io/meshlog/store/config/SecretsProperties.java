package io.meshlog.store.config;

import io.meshlog.store.secret.KeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the key ring for secrets is ({@code MESHLOG_SECRETS_KEY_FILE}).
 *
 * @param keyFile null or empty: a control plane on its own makes one in {@code folder}
 * @param folder for the generated one; apps set it to their work folder
 */
@ConfigurationProperties("meshlog.secrets")
public record SecretsProperties(@Nullable Path keyFile, @DefaultValue(".meshlog") Path folder) {

  /** The ring is not the one that this control plane's log was sealed with. */
  static IllegalStateException sealedUnder(Set<String> missing, KeyRing ring) {
    return new IllegalStateException(
        "MESHLOG_SECRETS_KEY_FILE: this control plane's log is sealed under "
            + String.join(", ", new TreeSet<>(missing))
            + ", which the key ring lacks; it has "
            + String.join(", ", ring.ids()));
  }

  /** The ring has keys of the right names, with other content. */
  static IllegalStateException otherKey(KeyRing ring, Exception cause) {
    return new IllegalStateException(
        "MESHLOG_SECRETS_KEY_FILE: this control plane's log is not sealed with the keys of this ring, "
            + String.join(", ", ring.ids())
            + "; one of that name has other content",
        cause);
  }

  KeyRing keyRing() throws IOException {
    try {
      return keyFile == null || keyFile.toString().isBlank()
          ? KeyRing.readOrGenerate(folder.resolve("secrets-keyring.json"))
          : KeyRing.read(keyFile);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "meshlog.secrets.key-file (MESHLOG_SECRETS_KEY_FILE): " + e.getMessage(), e);
    }
  }
}
