package io.meshlog.model.naming;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;

/**
 * How a control plane sees resources. Selectors and templates are read in a zone, where everything
 * that others made has the origin {@code global} (rest-and-dataplane-protocol.md 2.6); Global
 * answers for a zone's services as the zone sees them.
 */
public record Viewpoint(Origin self) {

  /** Of whoever derives a status for this resource: its zone, at Global; else the image's own. */
  public static Viewpoint on(Resource<?> resource, MeshImage image) {
    return new Viewpoint(image.self().isGlobal() ? resource.origin() : image.self());
  }

  boolean sees(Resource<?> resource) {
    return owns(resource)
        || resource.origin().isGlobal()
        || resource.type().fromZone() == ChannelKind.OFFER;
  }

  boolean owns(Resource<?> resource) {
    return resource.origin().equals(self);
  }

  Labels labels(Resource<?> resource) {
    return owns(resource)
        ? resource.labels()
        : resource.labels().with(Labels.ORIGIN, Origin.GLOBAL.label());
  }

  /** The name it has there. */
  String name(Resource<?> resource) {
    return MeshImage.servedName(self, resource.type(), resource.key());
  }
}
