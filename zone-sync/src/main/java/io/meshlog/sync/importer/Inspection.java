package io.meshlog.sync.importer;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.codec.EventCodec.Encoded;
import io.meshlog.events.codec.EventCodec.UnreadableEvent;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.decide.CurrentState;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.event.MeshEvent.Unknown;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.imports.ContentCheck;
import io.meshlog.store.imports.ContentCheck.Verdict.Accepted;
import io.meshlog.store.imports.ContentCheck.Verdict.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a channel's owner may say: its own resources, of types that this channel carries, in a mesh
 * that exists, in valid words, and never in another zone's name (event-log-design.md section 4).
 * The sequence and the chain are checked elsewhere. One importer's thread.
 */
final class Inspection implements ContentCheck {
  private final ResourceTypes types;
  private final EventCodec codec;
  private final Channel channel;
  private final List<Refusal> refusals = new ArrayList<>();

  Inspection(ResourceTypes types, Channel channel) {
    this.types = types;
    this.codec = new EventCodec(types);
    this.channel = channel;
  }

  /** A record refused, and why. */
  record Refusal(ExportedEvent event, Refused verdict) {}

  @Override
  public Verdict check(ExportedEvent event, CurrentState state) {
    Verdict verdict = judge(event, state);
    if (verdict instanceof Refused refused) {
      refusals.add(new Refusal(event, refused));
    }
    return verdict;
  }

  /** What was refused since the last call; a batch that is rolled back is judged again. */
  List<Refusal> takeRefusals() {
    List<Refusal> taken = List.copyOf(refusals);
    refusals.clear();
    return taken;
  }

  private Verdict judge(ExportedEvent event, CurrentState state) {
    ResourceKey key = event.key();
    if (key == null || !event.channel().equals(channel)) {
      return forbidden("not an event of " + channel);
    }
    if (!key.origin().equals(channel.owner())) {
      return forbidden(channel.owner() + " does not own " + key);
    }
    ResourceType<?> type = types.byName(key.type()).orElse(null);
    if (type != null && type.channelOf(key).filter(channel::equals).isEmpty()) {
      return forbidden(type + " of " + key.origin() + " does not travel on " + channel);
    }
    if (event.isDeletion()) {
      return new Accepted(new MeshEvent.Deleted(key), encoded(event, "{}"), type != null);
    }
    if (!key.mesh().isEmpty() && !meshExists(key.mesh(), state)) {
      return new Refused(Reason.INVALID, "there is no mesh " + key.mesh());
    }
    try {
      return upsert(event, key, type != null ? type : types.byNameOrOpaque(key.type()));
    } catch (UnreadableEvent e) {
      return new Refused(Reason.INVALID, String.valueOf(e.getMessage()));
    }
  }

  /** Meshes are made at Global; a zone of a federation has no others. */
  private static boolean meshExists(String mesh, CurrentState state) {
    return state.find(CoreTypes.MESH.key("", Origin.GLOBAL, mesh)).isPresent();
  }

  private Verdict upsert(ExportedEvent event, ResourceKey key, ResourceType<?> type) {
    MeshEvent decoded = codec.decode(event.ceType(), event.schemaVersion(), key, event.payload());
    if (decoded instanceof Unknown) {
      return new Refused(Reason.UNSUPPORTED, event.ceType() + " is not known here");
    }
    if (!(decoded instanceof Upserted<?> upserted)) {
      return new Refused(Reason.INVALID, event.ceType() + " says nothing of a resource");
    }
    String lie = falseLabel(upserted.labels(), key);
    if (lie != null) {
      return forbidden(lie);
    }
    List<Violation> violations = violations(upserted);
    if (!violations.isEmpty()) {
      return new Refused(Reason.INVALID, violations.toString());
    }
    if (!saysWhatItsZoneMay(upserted)) {
      return forbidden(key + " speaks for another zone than " + key.origin());
    }
    String copy = copy(event.payload(), type, key);
    OfResource shown = (OfResource) codec.decode(event.ceType(), event.schemaVersion(), key, copy);
    return new Accepted(shown, encoded(event, copy), types.byName(key.type()).isPresent());
  }

  private static @Nullable String falseLabel(Labels labels, ResourceKey key) {
    Map<String, String> truth =
        key.origin().isGlobal()
            ? Map.of(Labels.ORIGIN, "global")
            : Map.of(Labels.ORIGIN, "zone", Labels.ZONE, key.origin().zone());
    for (Map.Entry<String, String> label : truth.entrySet()) {
      String said = labels.get(label.getKey());
      if (said != null && !said.equals(label.getValue())) {
        return "label " + label.getKey() + " of " + key + " is " + said;
      }
    }
    return null;
  }

  private static <S extends Spec> List<Violation> violations(Upserted<S> upserted) {
    Violations found = Violations.collector();
    upserted.type().rules().validate(upserted.spec(), found);
    return found.list();
  }

  /** The owner stamped its zone on what it wrote; stamping again must find nothing to change. */
  private static <S extends Spec> boolean saysWhatItsZoneMay(Upserted<S> upserted) {
    WriteContext there = new WriteContext(upserted.key().origin(), true);
    return upserted.type().rules().stamp(upserted.spec(), there).spec().equals(upserted.spec());
  }

  private static String copy(String payload, ResourceType<?> type, ResourceKey key) {
    ObjectNode root = (ObjectNode) SpecJson.parse(payload);
    ObjectNode labels = SpecJson.plain().createObjectNode();
    if (root.path("labels") instanceof ObjectNode own) {
      labels.setAll(own);
    }
    CopyLabels.addTo(labels, type, key);
    root.set("labels", sorted(labels));
    return root.toString();
  }

  private static JsonNode sorted(ObjectNode labels) {
    ObjectNode out = SpecJson.plain().createObjectNode();
    labels.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(label -> out.set(label.getKey(), label.getValue()));
    return out;
  }

  private static Encoded encoded(ExportedEvent event, String payload) {
    return new Encoded(event.ceType(), event.schemaVersion(), payload);
  }

  private static Refused forbidden(String detail) {
    return new Refused(Reason.FORBIDDEN, detail);
  }
}
