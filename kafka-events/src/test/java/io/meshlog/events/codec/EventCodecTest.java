package io.meshlog.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.events.codec.EventCodec.Encoded;
import io.meshlog.events.codec.EventCodec.UnreadableEvent;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private final EventCodec codec = new EventCodec(ResourceTypes.of(CoreTypes.ALL));
  private final ResourceKey key = CoreTypes.ZONE.key("", Origin.GLOBAL, "z1");

  @Test
  void anUpsertComesBackAsItWas() {
    MeshEvent event =
        new Upserted<>(CoreTypes.ZONE, key, Labels.of("a", "b"), new ZoneSpec(false, null, null));
    Encoded encoded = codec.encode(event);
    assertThat(encoded.type()).isEqualTo("io.meshlog.zone.upserted.v1");
    assertThat(encoded.payload())
        .isEqualTo("{\"labels\":{\"a\":\"b\"},\"spec\":{\"enabled\":false}}");
    assertThat(codec.decode(encoded.type(), key, encoded.payload())).isEqualTo(event);
  }

  @Test
  void aDeletionComesBackAsItWas() {
    Encoded encoded = codec.encode(new Deleted(key));
    assertThat(codec.decode(encoded.type(), key, encoded.payload())).isEqualTo(new Deleted(key));
  }

  @Test
  void keepsTheContentOfATypeItDoesNotKnow() {
    ResourceKey unknown = new ResourceKey("Later", "default", Origin.GLOBAL, "x");
    String payload = "{\"labels\":{},\"spec\":{\"a\":[1,{\"b\":null}]}}";
    MeshEvent event = codec.decode("io.meshlog.later.upserted.v1", unknown, payload);
    assertThat(codec.encode(event).payload()).isEqualTo(payload);
  }

  @Test
  void saysWhatItCannotRead() {
    assertThatThrownBy(() -> codec.decode("io.meshlog.zone.upserted.v1", key, "{\"spec\":[1]}"))
        .isInstanceOf(UnreadableEvent.class)
        .hasMessageContaining("Zone/-/global/z1");
  }

  @Test
  void aKindOfEventOfALaterVersionStaysOpaque() {
    assertThat(codec.decode("io.meshlog.zone.renamed.v1", 7, key, "{\"to\":\"b\"}"))
        .isEqualTo(new MeshEvent.Unknown("io.meshlog.zone.renamed.v1", key));
    assertThat(codec.decode("io.meshlog.zone.upserted.v2", 1, key, "[]"))
        .isEqualTo(new MeshEvent.Unknown("io.meshlog.zone.upserted.v2", key));
  }
}
