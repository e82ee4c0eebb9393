package io.meshlog.events.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void namesAreLiteralAndSayTheChannel() {
    Channel offer = Channel.parse("zone.zone-1.offer");
    assertThat(Topics.log(offer).name()).isEqualTo("meshlog.v1.zone.zone-1.offer.log");
    assertThat(Topics.state(offer).name()).isEqualTo("meshlog.v1.zone.zone-1.offer.state");
    assertThat(Topics.log(Channel.parse("global.policy")).name())
        .isEqualTo("meshlog.v1.global.policy.log");
    assertThat(Topics.status("zone-1").name()).isEqualTo("meshlog.v1.zone.zone-1.status.state");
    assertThat(Topics.insight("zone-1").name()).isEqualTo("meshlog.v1.zone.zone-1.insight.state");
    assertThat(Topics.keys(Origin.GLOBAL).name()).isEqualTo("meshlog.v1.global.keys.state");
    assertThat(Topics.DEAD_LETTERS.name()).isEqualTo("meshlog.v1.dlt");
  }

  @Test
  void aLogIsKeptByTimeAndAStateByKey() {
    Channel policy = Channel.parse("global.policy");
    assertThat(Topics.log(policy).settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "604800000");
    assertThat(Topics.state(policy).settings())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("delete.retention.ms", "604800000");
  }
}
