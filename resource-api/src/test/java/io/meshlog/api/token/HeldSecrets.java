package io.meshlog.api.token;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.secret.SecretSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Secrets in memory, in plain form, with the image that holds them. */
final class HeldSecrets implements Secrets {
  private final List<Resource<?>> resources = new ArrayList<>();

  private final Origin self;

  /** Of Global. */
  HeldSecrets() {
    this(Origin.GLOBAL);
  }

  HeldSecrets(Origin self) {
    this.self = self;
  }

  HeldSecrets put(ResourceType<SecretSpec> type, String mesh, String name, byte[] content) {
    return put(type, mesh, self, name, content);
  }

  /** As a copy from elsewhere. */
  HeldSecrets put(
      ResourceType<SecretSpec> type, String mesh, Origin origin, String name, byte[] content) {
    return put(type, type.key(mesh, origin, name), seal(type.key(mesh, origin, name), content));
  }

  /** Whose data key is not here. */
  HeldSecrets putClosed(ResourceType<SecretSpec> type, String mesh, String name) {
    SecretSpec closed = new SecretSpec(null, new SecretSpec.Sealed("k", "", ""));
    return put(type, type.key(mesh, self, name), closed);
  }

  private HeldSecrets put(ResourceType<SecretSpec> type, ResourceKey key, SecretSpec spec) {
    resources.add(
        new Resource<>(
            type,
            key,
            key.name(),
            Labels.EMPTY,
            spec,
            Instant.EPOCH,
            Instant.EPOCH,
            1,
            resources.size() + 1));
    return this;
  }

  MeshImage image() {
    return MeshImage.of(self, 1, resources.size(), resources);
  }

  @Override
  public SecretSpec seal(ResourceKey key, byte[] content) {
    return SecretSpec.plain(Base64.getEncoder().encodeToString(content));
  }

  @Override
  public Optional<byte[]> open(Resource<SecretSpec> secret) {
    return Optional.ofNullable(secret.spec().data()).map(Base64.getDecoder()::decode);
  }
}
