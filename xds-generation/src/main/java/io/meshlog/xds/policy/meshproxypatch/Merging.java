package io.meshlog.xds.policy.meshproxypatch;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.json.EnvoyJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts one message over another: scalars override, lists append, maps merge, messages merge field
 * by field. A duration and the like is one value.
 */
final class Merging {
  private Merging() {}

  static void merge(Message.Builder target, Message patch) {
    for (Map.Entry<FieldDescriptor, Object> field : patch.getAllFields().entrySet()) {
      FieldDescriptor descriptor = field.getKey();
      if (descriptor.isRepeated()) {
        ((List<?>) field.getValue()).forEach(item -> target.addRepeatedField(descriptor, item));
      } else if (descriptor.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && !descriptor.getMessageType().getFullName().startsWith("google.protobuf.")
          && target.hasField(descriptor)) {
        Message.Builder inner = ((Message) target.getField(descriptor)).toBuilder();
        merge(inner, (Message) field.getValue());
        target.setField(descriptor, inner.build());
      } else {
        target.setField(descriptor, field.getValue());
      }
    }
  }

  /** Empty when the two are not of one known type. */
  static Optional<Any> merge(Any target, Any patch) {
    if (!target.getTypeUrl().equals(patch.getTypeUrl())) {
      return Optional.empty();
    }
    Optional<Message> over = EnvoyJson.unpack(patch);
    return EnvoyJson.unpack(target)
        .flatMap(under ->
            over.map(message -> {
              Message.Builder builder = under.toBuilder();
              merge(builder, message);
              return XdsResource.pack(builder.build());
            }));
  }
}
