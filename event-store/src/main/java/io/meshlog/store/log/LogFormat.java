package io.meshlog.store.log;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.upcast.Upcasters;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.CurrentState.Held;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import java.util.Optional;

/** Between the model and what the tables hold. Immutable and thread-safe. */
public final class LogFormat {
  /** Key of events that are about the log itself. */
  static final ResourceKey NO_RESOURCE = new ResourceKey("Log", "", Origin.GLOBAL, "log");

  private final ResourceTypes types;
  private final EventCodec codec;
  private final EventSigning signing;

  /** Of a log that is read, or whose events leave it unsigned. */
  public LogFormat(ResourceTypes types) {
    this(types, EventSigning.NONE);
  }

  public LogFormat(ResourceTypes types, EventSigning signing) {
    this(types, signing, Upcasters.ALL);
  }

  /**
   * @param upcasters from the forms in which older events are written
   */
  public LogFormat(ResourceTypes types, EventSigning signing, Upcasters upcasters) {
    this.types = types;
    this.codec = new EventCodec(types, upcasters);
    this.signing = signing;
  }

  EventSigning signing() {
    return signing;
  }

  public ResourceTypes types() {
    return types;
  }

  public EventCodec.Encoded encode(MeshEvent event) {
    return codec.encode(event);
  }

  /** The event as replay will see it. */
  public MeshEvent decode(String ceType, int schemaVersion, ResourceKey key, String payload) {
    return codec.decode(ceType, schemaVersion, key, payload);
  }

  /** The channel of {@code self} that carries changes of this resource, if it leaves the log. */
  public Optional<Channel> exportedBy(Origin self, ResourceKey key) {
    return key.origin().equals(self)
        ? types.byNameOrOpaque(key.type()).channelOf(key)
        : Optional.empty();
  }

  public boolean isSealed(ResourceKey key) {
    return types.byNameOrOpaque(key.type()).sealed();
  }

  /** The state of a resource from its newest payload, in the form it was written in. */
  public Upserted<?> upserted(ResourceKey key, int schemaVersion, String payload) {
    return switch (codec.decode(EventCodec.upsertedType(key), schemaVersion, key, payload)) {
      case Upserted<?> upserted -> upserted;
      case MeshEvent other -> throw new IllegalStateException("not a resource: " + other);
    };
  }

  public Held held(ResourceKey key, long version, int schemaVersion, String payload) {
    Upserted<?> upserted = upserted(key, schemaVersion, payload);
    return new Held(version, upserted.labels(), upserted.spec());
  }

  /**
   * The command with its specs as replay will read them: a spec may lose an empty list or a default
   * on its way through JSON, and a write of what is there already must be seen as such.
   */
  public Command normalise(Command command) {
    return switch (command) {
      case Command.Put<?> put -> normalised(put);
      case Command.Within within -> new Command.Within(within.mesh(), normalise(within.part()));
      case Command.Batch batch ->
          new Command.Batch(batch.parts().stream().map(this::normalise).toList());
      case Command.Delete delete -> delete;
      case Command.DeleteMesh delete -> delete;
    };
  }

  private <S extends Spec> Command.Put<S> normalised(Command.Put<S> put) {
    S spec = SpecJson.read(put.type(), SpecJson.write(put.type(), put.spec()));
    return new Command.Put<>(put.type(), put.key(), put.labels(), spec, put.expected());
  }

  public String meta(EventMeta meta) {
    return SpecJson.plain().writeValueAsString(meta);
  }

  public RecordedEvent recorded(EventRow row, ResourceKey key) {
    return new RecordedEvent(
        row.pos(),
        row.epoch(),
        row.eventId(),
        row.streamVersion(),
        row.recordedAt(),
        SpecJson.plain().readValue(row.meta(), EventMeta.class),
        codec.decode(row.type(), row.schemaVersion(), key, row.payload()),
        row.imported());
  }
}
