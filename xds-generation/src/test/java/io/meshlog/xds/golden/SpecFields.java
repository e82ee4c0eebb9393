package io.meshlog.xds.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.TargetRef;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields that a spec has by its records, as paths without indexes, and how to drop one. */
final class SpecFields {
  /** Kuma's API refuses the first everywhere; namespaces are those of Kubernetes. */
  private static final Set<String> NEVER = Set.of("mesh", "namespace");

  private SpecFields() {}

  /** The leaves, but for those of target references. */
  static SequencedSet<String> of(Class<?> spec) {
    SequencedSet<String> leaves = new LinkedHashSet<>();
    collect("", spec, spec, leaves);
    return leaves;
  }

  private static void collect(String path, Type type, Type context, Set<String> leaves) {
    Class<?> raw = raw(type, context);
    if (raw == TargetRef.class) {
      return;
    }
    if (List.class.isAssignableFrom(raw)) {
      collect(path, argument(resolved(type, context)), context, leaves);
    } else if (raw.isRecord() && raw != Tags.class && raw != Labels.class && nested(raw)) {
      Type here = resolved(type, context);
      for (RecordComponent component : raw.getRecordComponents()) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        String name = named == null ? component.getName() : named.value();
        if (!NEVER.contains(name)) {
          collect(
              path.isEmpty() ? name : path + '.' + name, component.getGenericType(), here, leaves);
        }
      }
    } else {
      leaves.add(path);
    }
  }

  /** Records that stand for one JSON value, such as a duration, are leaves. */
  private static boolean nested(Class<?> raw) {
    return raw.getName().startsWith("io.meshlog.xds.policy")
        || raw.getName().startsWith("io.meshlog.model.target");
  }

  private static Class<?> raw(Type type, Type context) {
    Type resolved = resolved(type, context);
    return switch (resolved) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static Type resolved(Type type, Type context) {
    return type instanceof TypeVariable<?> ? argument(context) : type;
  }

  private static Type argument(Type type) {
    return ((ParameterizedType) type).getActualTypeArguments()[0];
  }

  /** Everywhere, whatever the indexes; whether it was there. */
  static boolean drop(JsonNode node, String path) {
    if (node.isArray()) {
      boolean dropped = false;
      for (JsonNode element : node) {
        dropped |= drop(element, path);
      }
      return dropped;
    }
    int dot = path.indexOf('.');
    return dot < 0
        ? node instanceof ObjectNode object && object.remove(path) != null
        : drop(node.path(path.substring(0, dot)), path.substring(dot + 1));
  }
}
