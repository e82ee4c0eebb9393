package io.meshlog.zone.identity;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The CAs of the meshes, read from secrets when first needed (xds-generation.md 4.1). Thread-safe;
 * reading blocks.
 */
public final class Authorities {
  /** Type of the backend that is no mesh's: one GlobalSecret with certificate and key. */
  static final String ENVOY_ADMIN = "envoy-admin";

  private final Supplier<MeshImage> image;
  private final SecretContents secrets;
  private final Map<Name, Authority> known = new ConcurrentHashMap<>();

  private record Name(String mesh, CaBackend backend) {}

  public Authorities(Supplier<MeshImage> image, SecretContents secrets) {
    this.image = image;
    this.secrets = secrets;
  }

  Authority of(String mesh, CaBackend backend) throws AuthorityUnusable {
    Name name = new Name(mesh, backend);
    Authority cached = known.get(name);
    if (cached != null) {
      return cached;
    }
    Authority read =
        switch (backend.type()) {
          case "builtin" -> builtin(mesh, backend.name());
          case "provided" ->
              Authority.of(source(mesh, backend, "cert"), source(mesh, backend, "key"));
          case ENVOY_ADMIN -> envoyAdmin(backend.name());
          default -> throw new AuthorityUnusable("unknown CA type \"" + backend.type() + '"');
        };
    known.put(name, read);
    return read;
  }

  /** Something the mesh's CAs are made from changed. */
  void forget(String mesh) {
    known.keySet().removeIf(name -> name.mesh().equals(mesh));
  }

  /** Whether a secret of that name can be part of a CA of the mesh. */
  public boolean mayUse(String mesh, String secret) {
    return secret.startsWith(mesh + ".ca-builtin-")
        || image
            .get()
            .find(CoreTypes.MESH, "", mesh)
            .map(found -> found.spec().mtls())
            .map(MeshSpec.Mtls::backends)
            .filter(backends -> backends.toString().contains(secret))
            .isPresent();
  }

  private Authority builtin(String mesh, String backend) throws AuthorityUnusable {
    return Authority.of(
        secret(mesh, mesh + ".ca-builtin-cert-" + backend),
        secret(mesh, mesh + ".ca-builtin-key-" + backend));
  }

  private Authority envoyAdmin(String secret) throws AuthorityUnusable {
    byte[] both =
        secrets.open(
            image
                .get()
                .find(CoreTypes.GLOBAL_SECRET, "", secret)
                .orElseThrow(
                    () -> new AuthorityUnusable("GlobalSecret \"" + secret + "\" is not here")));
    return Authority.of(both, both);
  }

  private byte[] source(String mesh, CaBackend backend, String which) throws AuthorityUnusable {
    Map<String, Object> conf = Objects.requireNonNullElse(backend.conf(), Map.of());
    if (!(conf.get(which) instanceof Map<?, ?> source)) {
      throw new AuthorityUnusable("the CA backend has no conf." + which);
    }
    if (source.get("secret") instanceof String name) {
      return secret(mesh, name);
    }
    if (source.get("inlineString") instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      if (source.get("inline") instanceof String base64) {
        return Base64.getDecoder().decode(base64);
      }
      if (source.get("file") instanceof String path) {
        return Files.readAllBytes(Path.of(path));
      }
    } catch (IllegalArgumentException | IOException e) {
      throw new AuthorityUnusable("conf." + which + " cannot be read", e);
    }
    throw new AuthorityUnusable("conf." + which + " names no source");
  }

  private byte[] secret(String mesh, String name) throws AuthorityUnusable {
    Resource<SecretSpec> secret =
        image
            .get()
            .find(CoreTypes.SECRET, mesh, name)
            .orElseThrow(() -> new AuthorityUnusable("secret \"" + name + "\" is not here"));
    return secrets.open(secret);
  }
}
