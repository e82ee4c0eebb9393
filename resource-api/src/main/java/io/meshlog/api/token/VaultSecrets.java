package io.meshlog.api.token;

import io.meshlog.api.error.Problem;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.store.secret.MissingKey;
import io.meshlog.store.secret.SecretVault;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets by the store's vault. Blocks on the database; answers 503 when it is away. */
public final class VaultSecrets implements Secrets {
  private static final Logger LOG = LoggerFactory.getLogger(VaultSecrets.class);
  private static final int RETRY_AFTER = 5;

  private final SecretVault vault;

  public VaultSecrets(SecretVault vault) {
    this.vault = vault;
  }

  @Override
  public SecretSpec seal(ResourceKey key, byte[] content) {
    try {
      return vault.seal(key, content);
    } catch (SQLException e) {
      throw Problem.unavailable("secrets cannot be sealed at the moment", RETRY_AFTER).raise();
    }
  }

  @Override
  public Optional<byte[]> open(Resource<SecretSpec> secret) {
    SecretSpec.Sealed sealed = secret.spec().sealed();
    if (sealed == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(vault.open(secret.key(), sealed));
    } catch (MissingKey e) {
      LOG.warn("{} cannot be opened: {}", secret.key(), e.getMessage());
      return Optional.empty();
    } catch (SQLException e) {
      throw Problem.unavailable("secrets cannot be opened at the moment", RETRY_AFTER).raise();
    }
  }
}
