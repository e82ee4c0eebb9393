package io.meshlog.global.inspect;

import io.meshlog.api.envoy.AdminAnswer;
import io.meshlog.api.envoy.AdminQuestion;
import io.meshlog.api.envoy.ProxyAdmin;
import io.meshlog.api.inspect.Insights;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.image.LiveImage;
import io.meshlog.sync.request.NoReply;
import io.meshlog.sync.request.ZoneRequests;

/** Asks the zone that a proxy is in. A zone that is known to be offline is not waited for. */
public final class ThroughZones implements ProxyAdmin {
  private final LiveImage live;
  private final Insights insights;
  private final ZoneRequests zones;

  public ThroughZones(LiveImage live, Insights insights, ZoneRequests zones) {
    this.live = live;
    this.insights = insights;
    this.zones = zones;
  }

  @Override
  public AdminAnswer ask(AdminQuestion question, Resource<?> proxy) throws InterruptedException {
    String zone = proxy.origin().zone();
    if (offline(zone)) {
      return new AdminAnswer.Failed("zone \"" + zone + "\" is offline");
    }
    try {
      return AdminAnswer.read(zones.ask(zone, question.bytes()));
    } catch (NoReply e) {
      return new AdminAnswer.Failed(String.valueOf(e.getMessage()));
    }
  }

  private boolean offline(String zone) {
    return live.current()
        .find(CoreTypes.ZONE, "", zone)
        .flatMap(insights::of)
        .filter(insight -> !Insights.online(insight.body()))
        .isPresent();
  }

  @Override
  public boolean throughZones() {
    return true;
  }
}
