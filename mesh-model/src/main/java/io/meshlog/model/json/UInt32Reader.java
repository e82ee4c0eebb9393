package io.meshlog.model.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads whole numbers from 0 to 4294967295, also as text. */
class UInt32Reader extends StdDeserializer<Long> {
  private static final long MAX = 0xFFFFFFFFL;

  UInt32Reader() {
    super(Long.class);
  }

  @Override
  public Long deserialize(JsonParser parser, DeserializationContext context) {
    long value = _parseLongPrimitive(parser, context);
    if (value < 0 || value > MAX) {
      String why = "must be in the range [0, " + MAX + ']';
      throw DatabindException.from(parser, why, new IllegalArgumentException(why));
    }
    return value;
  }

  @Override
  public @Nullable Object getNullValue(DeserializationContext context) {
    return 0L;
  }

  /** The same where nothing is not 0. */
  static final class OrNull extends UInt32Reader {
    @Override
    public @Nullable Object getNullValue(DeserializationContext context) {
      return null;
    }
  }
}
