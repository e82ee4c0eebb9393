package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a subscriber is told of one resource. */
public sealed interface Change {
  ResourceKey key();

  /**
   * To go on after this change. Null while the state is read: until that is over there is no place
   * to go on from, and {@link ChannelHandler#synced} tells it.
   */
  @Nullable ChannelPosition position();

  /**
   * The resource is there, and this is all of it.
   *
   * @param event as its owner published it
   */
  record Upserted(ResourceKey key, ExportedEvent event, @Nullable ChannelPosition position)
      implements Change {

    /** Labels and spec as they were published. */
    public JsonNode content() {
      return SpecJson.parse(event.payload());
    }

    public Labels labels() {
      Map<String, String> labels = new TreeMap<>();
      content()
          .path("labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
      return Labels.of(labels);
    }

    public JsonNode spec() {
      return content().path("spec");
    }

    /** Throws a JacksonException when the type does not have such content. */
    public <S extends Spec> S spec(ResourceType<S> type) {
      return SpecJson.read(type, spec());
    }
  }

  /**
   * The resource is gone.
   *
   * @param event that says so; null when a state that its owner vouches for lacks the resource
   */
  record Deleted(ResourceKey key, @Nullable ExportedEvent event, @Nullable ChannelPosition position)
      implements Change {}
}
