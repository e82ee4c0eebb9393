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

  public ZonePlanner(Insights insights) {
    this.insights = insights;
  }

  @Override
  public WritePlan delete(Resource<ZoneSpec> zone, Expected expected, MeshImage image) {
    if (insights.of(zone).filter(Insights::online).isPresent()) {
      return WritePlan.Refuse.of(
          "zone", "unable to delete Zone, Zone CP is still connected, please shut it down first");
    }
    return new WritePlan.Proceed(new Command.Delete(zone.key(), expected));
  }
}
