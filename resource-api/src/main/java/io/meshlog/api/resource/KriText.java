package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import java.util.Arrays;
import java.util.Optional;

/** Parses a KRI and finds what it names (rest-and-dataplane-protocol.md 2.4). */
public final class KriText {
  private static final int PARTS = 7;

  private KriText() {}

  /** Throws the problem Kuma answers when the text is no KRI. */
  public static Kri parse(String text) {
    String[] parts = text.split("_", -1);
    if (parts.length < PARTS) {
      throw bad("invalid identifier string: \"" + text + '"');
    }
    if (!parts[0].equals("kri")) {
      throw bad("identifier must start with 'kri': \"" + text + '"');
    }
    String section = String.join("", Arrays.asList(parts).subList(PARTS - 1, parts.length));
    if (!parts[4].isEmpty()) {
      // Namespaces exist on Kubernetes only: such a name cannot be found here.
      return new Kri(parts[1], parts[2], parts[3], "", section);
    }
    return new Kri(parts[1], parts[2], parts[3], parts[5], section);
  }

  private static RuntimeException bad(String detail) {
    return Problem.badRequest("bad request: " + detail).raise();
  }

  public static ResourceType<?> type(ResourceTypes types, Kri kri, String text) {
    return types
        .byShortName(kri.shortName())
        .orElseThrow(() -> bad("unknown short name of resource type: \"" + text + '"'));
  }

  public static <S extends Spec> Optional<Resource<S>> find(
      MeshImage image, ResourceType<S> type, Kri kri) {
    Origin origin = kri.zone().isEmpty() ? Origin.GLOBAL : Origin.zone(kri.zone());
    Optional<Resource<S>> byKey =
        image.find(type.key(kri.mesh(), origin, kri.name())).map(found -> found.as(type));
    // A resource whose labels say another origin than its log (or none) is found by its name.
    return byKey.or(() ->
        image
            .find(type, kri.mesh(), kri.name())
            .filter(found -> Kri.of(found).zone().equals(kri.zone())));
  }
}
