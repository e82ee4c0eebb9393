package io.meshlog.sync.status;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import java.util.List;
import java.util.Optional;

/** The Zones that Global keeps. Pure. */
final class Zones {
  private Zones() {}

  static List<String> names(MeshImage image) {
    return image
        .all(CoreTypes.ZONE)
        .filter(zone -> zone.origin().isGlobal())
        .map(Resource::displayName)
        .sorted()
        .toList();
  }

  static Optional<ZoneSpec> find(MeshImage image, String name) {
    return image
        .find(CoreTypes.ZONE.key("", Origin.GLOBAL, name))
        .map(zone -> zone.as(CoreTypes.ZONE).spec());
  }
}
