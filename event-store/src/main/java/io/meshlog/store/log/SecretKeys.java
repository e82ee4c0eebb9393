package io.meshlog.store.log;

import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What an append must know and do about the data keys of secrets (design.md section 4). */
final class SecretKeys {
  private SecretKeys() {}

  /**
   * The data key that a secret's new content needs.
   *
   * @throws IllegalArgumentException when the content is not sealed
   */
  static Optional<String> keyIdOf(OfResource event) {
    if (!(event instanceof Upserted<?> upserted)
        || !(upserted.spec() instanceof SecretSpec secret)) {
      return Optional.empty();
    }
    if (secret.data() != null) {
      throw new IllegalArgumentException("the content of " + event.key() + " is not sealed");
    }
    return Optional.ofNullable(secret.sealed()).map(SecretSpec.Sealed::keyId);
  }

  static boolean present(Connection connection, String keyId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select 1 from secret_key where key_id = ? for share")) {
      select.setString(1, keyId);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  static void destroy(Connection connection, ResourceKey key) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from secret_key where type = ? and mesh = ? and origin = ? and name = ?")) {
      delete.setString(1, key.type());
      delete.setString(2, key.mesh());
      delete.setString(3, key.origin().toString());
      delete.setString(4, key.name());
      delete.executeUpdate();
    }
  }

  static void destroy(Connection connection, String keyId) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from secret_key where key_id = ?")) {
      delete.setString(1, keyId);
      delete.executeUpdate();
    }
  }
}
