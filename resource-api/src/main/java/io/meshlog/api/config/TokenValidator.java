package io.meshlog.api.config;

import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.api.token.ValidationKeys;
import io.meshlog.api.token.ValidationKeys.Fixed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What tokens of one kind are checked with.
 *
 * @param useSecrets whether signing keys in secrets count
 * @param publicKeys that count before those
 */
public record TokenValidator(
    @DefaultValue("true") boolean useSecrets, @DefaultValue List<PublicKey> publicKeys) {

  /**
   * One key, in the setting itself or in a file.
   *
   * @param mesh whose tokens it verifies, for tokens of dataplanes
   */
  public record PublicKey(
      @DefaultValue("") String kid,
      @DefaultValue("") String mesh,
      @DefaultValue("") String key,
      @Nullable Path keyFile) {}

  /**
   * @param prefix of these settings
   * @param ofMeshes whether each key belongs to a mesh
   */
  Fixed fixed(String prefix, boolean ofMeshes) {
    List<ValidationKeys.Key> keys = new ArrayList<>();
    for (int i = 0; i < publicKeys.size(); i++) {
      keys.add(key(publicKeys.get(i), prefix + ".public-keys." + i + '.', ofMeshes));
    }
    return new Fixed(useSecrets, keys);
  }

  private static ValidationKeys.Key key(PublicKey setting, String prefix, boolean ofMeshes) {
    if (setting.kid().isEmpty()) {
      throw new SettingProblem(prefix + "kid", "must be set");
    }
    if (ofMeshes && setting.mesh().isEmpty()) {
      throw new SettingProblem(prefix + "mesh", "must be set");
    }
    Optional<Path> file = Paths.given(setting.keyFile());
    if (setting.key().isEmpty() == file.isEmpty()) {
      throw new SettingProblem(prefix + "key", "one of key and key-file must be set");
    }
    String at = prefix + (file.isPresent() ? "key-file" : "key");
    byte[] pem =
        file.map(path -> content(path, at))
            .orElseGet(() -> setting.key().getBytes(StandardCharsets.US_ASCII));
    RsaKeyPem key =
        RsaKeyPem.parse(pem)
            .filter(parsed -> parsed.privateKey() == null)
            .orElseThrow(() -> new SettingProblem(at, "is no RSA public key in PEM"));
    return new ValidationKeys.Key(ofMeshes ? setting.mesh() : "", setting.kid(), key);
  }

  private static byte[] content(Path path, String setting) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new SettingProblem(setting, "cannot read " + path + ": " + e.getMessage());
    }
  }
}
