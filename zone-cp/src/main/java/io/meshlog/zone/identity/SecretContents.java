package io.meshlog.zone.identity;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.secret.SecretSpec;

/** Opens sealed secrets. Blocks on the database. */
@FunctionalInterface
public interface SecretContents {
  /**
   * @throws AuthorityUnusable when its content cannot be had now
   */
  byte[] open(Resource<SecretSpec> secret) throws AuthorityUnusable;
}
