package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The keys of every zone's log, from the Zones that Global publishes on {@code global.policy}. Read
 * when first asked, and again when a key is not known and the topic has grown. One thread.
 */
public final class ZoneRegistryKeys implements KeySource {
  private static final Topic STATE = Topics.state(new Channel(Origin.GLOBAL, ChannelKind.POLICY));

  private final KafkaAccess kafka;
  private final @Nullable KeySource ofGlobal;
  private final Credence credence;
  private Map<UUID, TrustedKeys> byLog = Map.of();
  private long readTo = -1;

  /**
   * @param kafka properties of Kafka's client, at least {@code bootstrap.servers}
   * @param ofGlobal whose word on the zones is believed; null: whoever can write the topic's
   */
  public ZoneRegistryKeys(Map<String, Object> kafka, @Nullable KeySource ofGlobal) {
    this.kafka = new KafkaAccess(kafka, () -> false);
    this.ofGlobal = ofGlobal;
    this.credence = new Credence(ofGlobal);
  }

  @Override
  public Optional<TrustedKeys> of(UUID logId) {
    if (readTo < 0) {
      refresh();
    }
    TrustedKeys ofZone = byLog.get(logId);
    return ofZone != null || ofGlobal == null ? Optional.ofNullable(ofZone) : ofGlobal.of(logId);
  }

  @Override
  public void refresh() {
    try {
      long end = kafka.end(STATE);
      if (end != readTo) {
        read(end);
        readTo = end;
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new KafkaException("the registry of zones could not be read", e);
    }
  }

  private void read(long end) throws Exception {
    Map<ResourceKey, ZoneSpec> zones = new HashMap<>();
    kafka.read(
        STATE,
        end,
        record -> {
          var plain = KafkaAccess.plain(record);
          if (EnvelopeReader.read(plain) instanceof Received.OfEvent(ExportedEvent event, _)
              && event.key() != null
              && event.key().type().equals(CoreTypes.ZONE.name())
              && credence.doubt(plain).isEmpty()) {
            spec(event)
                .ifPresentOrElse(
                    spec -> zones.put(event.key(), spec), () -> zones.remove(event.key()));
          }
        });
    Map<UUID, TrustedKeys> found = new HashMap<>();
    zones
        .values()
        .forEach(zone -> {
          UUID logId = zone.logId();
          if (logId != null) {
            found.put(logId, TrustedKeys.of(logId, zone.signingKeys()));
          }
        });
    byLog = Map.copyOf(found);
  }

  private static Optional<ZoneSpec> spec(ExportedEvent event) {
    if (event.isDeletion()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          SpecJson.read(CoreTypes.ZONE, SpecJson.parse(event.payload()).path("spec")));
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
