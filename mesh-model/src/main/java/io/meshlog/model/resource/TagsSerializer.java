package io.meshlog.model.resource;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes tags as an object, and lets the flat form leave out an empty one as it does an empty map.
 */
final class TagsSerializer extends StdSerializer<Tags> {
  TagsSerializer() {
    super(Tags.class);
  }

  @Override
  public void serialize(Tags tags, JsonGenerator out, SerializationContext context) {
    out.writePOJO(tags.values());
  }

  @Override
  public boolean isEmpty(SerializationContext context, Tags tags) {
    return tags.isEmpty();
  }
}
