package io.meshlog.api.token;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import java.util.Optional;

/** Seals and opens the content of secrets. */
public interface Secrets {

  /** The sealed form to append; its data key is stored by this call. */
  SecretSpec seal(ResourceKey key, byte[] content);

  /** Empty when the secret was never set or its key is not held here. */
  Optional<byte[]> open(Resource<SecretSpec> secret);
}
