package io.meshlog.api.mesh;

import io.meshlog.api.inspect.Insights;
import io.meshlog.api.resource.WritePlan;
import io.meshlog.api.resource.WritePlanner;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.zone.ZoneSpec;

/** Keeps a zone whose control plane is connected. */
public final class ZonePlanner implements WritePlanner<ZoneSpec> {
  private final Insights insights;
  private final boolean unsafeDelete;

  /**
   * @param unsafeDelete whether a zone may be deleted that is connected
   */
  public ZonePlanner(Insights insights, boolean unsafeDelete) {
    this.insights = insights;
    this.unsafeDelete = unsafeDelete;
  }

  @Override
  public WritePlan delete(Resource<ZoneSpec> zone, Expected expected, MeshImage image) {
    if (!unsafeDelete
        && insights.of(zone).filter(found -> Insights.online(found.body())).isPresent()) {
      return WritePlan.Refuse.of(
          "zone", "unable to delete Zone, Zone CP is still connected, please shut it down first");
    }
    return new WritePlan.Proceed(new Command.Delete(zone.key(), expected));
  }
}
