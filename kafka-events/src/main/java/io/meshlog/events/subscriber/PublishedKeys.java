package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.EventHeaders;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.model.zone.ZoneSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The keys that the federation publishes: Global's, from its own announcement, and each zone's,
 * from the Zones that Global signs. Read when first asked, and again when a key is not known and
 * the topics have grown. One thread.
 */
public final class PublishedKeys implements KeySource {
  private static final Topic ZONES = Topics.state(new Channel(Origin.GLOBAL, ChannelKind.POLICY));
  private static final String ANNOUNCED = "io.meshlog.log.signingkeys.v1";
  private static final Topic GLOBALS = Topics.keys(Origin.GLOBAL);

  private final KafkaAccess kafka;
  private final Map<UUID, TrustedKeys> pinned = new HashMap<>();
  private Map<UUID, TrustedKeys> globals = Map.of();
  private Map<UUID, TrustedKeys> zones = Map.of();
  private List<Long> readTo = List.of();

  /**
   * @param kafka properties of Kafka's client, at least {@code bootstrap.servers}
   * @param pinned Global's keys as they are known from elsewhere; later ones must be endorsed by
   *     them. None: whoever can write Global's topics is believed
   */
  public PublishedKeys(Map<String, Object> kafka, TrustedKeys... pinned) {
    this.kafka = new KafkaAccess(kafka, () -> false);
    for (TrustedKeys each : pinned) {
      this.pinned.put(each.logId(), each);
    }
  }

  @Override
  public Optional<TrustedKeys> of(UUID logId) {
    if (readTo.isEmpty()) {
      refresh();
    }
    TrustedKeys ofGlobal = globals.get(logId);
    return Optional.ofNullable(ofGlobal != null ? ofGlobal : zones.get(logId));
  }

  @Override
  public void refresh() {
    try {
      List<Long> ends = List.of(kafka.end(GLOBALS), kafka.end(ZONES));
      if (!ends.equals(readTo)) {
        globals = announced(ends.getFirst());
        zones =
            registered(
                ends.getLast(), new Credence(logId -> Optional.ofNullable(globals.get(logId))));
        readTo = ends;
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new KafkaException("the published keys could not be read", e);
    }
  }

  private Map<UUID, TrustedKeys> announced(long end) throws Exception {
    Map<UUID, TrustedKeys> found = new HashMap<>(pinned);
    kafka.read(
        GLOBALS,
        end,
        record -> {
          TopicRecord plain = KafkaAccess.plain(record);
          String log = plain.header(EventHeaders.LOG_ID);
          byte[] value = plain.value();
          if (log == null || value == null || !ANNOUNCED.equals(plain.header(EventHeaders.TYPE))) {
            return;
          }
          UUID logId = UUID.fromString(log);
          TrustedKeys known = found.get(logId);
          if (known != null || pinned.isEmpty()) {
            known = known == null ? TrustedKeys.none(logId) : known;
            found.put(logId, known.admit(keys(value)));
          }
        });
    return Map.copyOf(found);
  }

  /** None when the record says something else. */
  private static List<SigningKey> keys(byte[] announcement) {
    List<SigningKey> keys = new ArrayList<>();
    try {
      for (JsonNode key : SpecJson.plain().readTree(announcement).path("keys")) {
        keys.add(SpecJson.plain().treeToValue(key, SigningKey.class));
      }
    } catch (JacksonException e) {
      return List.of();
    }
    return keys;
  }

  private Map<UUID, TrustedKeys> registered(long end, Credence credence) throws Exception {
    Map<ResourceKey, ZoneSpec> specs = new HashMap<>();
    kafka.read(
        ZONES,
        end,
        record -> {
          TopicRecord plain = KafkaAccess.plain(record);
          if (EnvelopeReader.read(plain) instanceof Received.OfEvent(ExportedEvent event, _)
              && event.key() != null
              && event.key().type().equals(CoreTypes.ZONE.name())
              && credence.doubt(plain).isEmpty()) {
            ResourceKey key = event.key();
            spec(event).ifPresentOrElse(spec -> specs.put(key, spec), () -> specs.remove(key));
          }
        });
    Map<UUID, TrustedKeys> found = new HashMap<>();
    specs
        .values()
        .forEach(zone -> {
          UUID logId = zone.logId();
          if (logId != null) {
            found.put(logId, TrustedKeys.of(logId, zone.signingKeys()));
          }
        });
    return Map.copyOf(found);
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
