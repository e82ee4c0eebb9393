package io.meshlog.model.admit;

import io.meshlog.model.admit.Refusal.Reason;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the spec out of a resource's JSON. A flat type that does not bind is a bad request as a
 * whole; a nested type answers like its JSON schema, by field (rest-and-dataplane-protocol.md 2.3).
 */
final class SpecReading {
  private static final Set<String> ENVELOPE =
      Set.of("type", "mesh", "name", "labels", "creationTime", "modificationTime", "kri", "snis");
  private static final Set<String> NESTED_ENVELOPE =
      Stream.concat(ENVELOPE.stream(), Stream.of("spec", "status"))
          .collect(Collectors.toUnmodifiableSet());

  /** A spec, or why there is none: exactly one of the two is null. */
  record Read<S extends Spec>(@Nullable S spec, List<String> warnings, @Nullable Refusal refusal) {}

  /** A record's own word for a field that must be there. */
  private static final Pattern WORD = Pattern.compile("\\w+");

  private SpecReading() {}

  static <S extends Spec> Read<S> read(ResourceType<S> type, ObjectNode body) {
    return switch (type.form()) {
      case FLAT -> flat(type, body);
      case NESTED -> nested(type, body);
    };
  }

  private static <S extends Spec> Read<S> flat(ResourceType<S> type, ObjectNode body) {
    ObjectNode own = body.deepCopy();
    own.remove(ENVELOPE);
    return bind(type, own, "", List.of());
  }

  private static <S extends Spec> Read<S> nested(ResourceType<S> type, ObjectNode body) {
    JsonNode said = body.get("type");
    if (said != null && !(said.isString() && said.stringValue().equals(type.name()))) {
      return refused(invalid("", "type in body should be one of [" + type.name() + ']'));
    }
    JsonNode spec = body.get("spec");
    if (spec == null || spec.isNull()) {
      return refused(invalid("", ".spec in body is required"));
    }
    if (!spec.isObject()) {
      return refused(invalid("spec", "in body must be of type object: \"" + kind(spec) + '"'));
    }
    List<String> stray =
        body.propertyNames().stream()
            .filter(name -> !NESTED_ENVELOPE.contains(name))
            .map(UnknownFields::warning)
            .toList();
    return bind(type, spec, "spec", stray);
  }

  private static <S extends Spec> Read<S> bind(
      ResourceType<S> type, JsonNode tree, String root, List<String> stray) {
    S spec;
    S canonical;
    try {
      spec = SpecJson.submitted(type, tree);
      canonical = canonical(type, spec);
    } catch (JacksonException e) {
      return refused(unbound(type, tree, root, e));
    } catch (IllegalArgumentException e) {
      return refused(invalid(root, String.valueOf(e.getMessage())));
    }
    List<String> unknown = UnknownFields.warnings(root, tree, SpecJson.whole(spec));
    return new Read<>(canonical, Stream.concat(stray.stream(), unknown.stream()).toList(), null);
  }

  /** As the log will give it back: what is not written is not there. Equal input stays equal. */
  private static <S extends Spec> S canonical(ResourceType<S> type, S spec) {
    return switch (type.form()) {
      case FLAT -> SpecJson.read(type, SpecJson.tree(type, spec));
      case NESTED -> spec;
    };
  }

  private static <S extends Spec> Read<S> refused(Refusal refusal) {
    return new Read<>(null, List.of(), refusal);
  }

  private static Refusal invalid(String field, String reason) {
    return Refusal.of(Reason.INVALID, List.of(new Violation(field, reason)));
  }

  static Refusal unreadable(ResourceType<?> type, String why, List<Violation> violations) {
    String text = why.replace('"', '\'').replace('\n', ' ');
    return new Refusal(
        Reason.UNREADABLE, "invalid " + type.name() + " object: \"" + text + '"', violations);
  }

  private static Refusal unbound(
      ResourceType<?> type, JsonNode tree, String root, JacksonException e) {
    Violation violation = new Violation(path(root, e), why(tree, e));
    return type.form() == Form.NESTED
        ? Refusal.of(Reason.INVALID, List.of(violation))
        : unreadable(type, violation.field() + ": " + violation.reason(), List.of(violation));
  }

  private static String path(String root, JacksonException e) {
    StringBuilder path = new StringBuilder(root);
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.toString();
  }

  private static String why(JsonNode tree, JacksonException e) {
    Class<?> target =
        e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    if (target != null && target.isEnum() && e instanceof InvalidFormatException) {
      return Stream.of(target.getEnumConstants())
          .map(String::valueOf)
          .collect(Collectors.joining(" ", "in body should be one of [", "]"));
    }
    Throwable cause = e.getCause();
    if (cause instanceof IllegalArgumentException) {
      return String.valueOf(cause.getMessage());
    }
    if (cause instanceof NullPointerException
        && WORD.matcher(String.valueOf(cause.getMessage())).matches()) {
      return "must have " + cause.getMessage();
    }
    if (target == null) {
      return String.valueOf(e.getOriginalMessage());
    }
    return "in body must be of type " + wanted(target) + ": \"" + kind(node(tree, e)) + '"';
  }

  private static JsonNode node(JsonNode tree, JacksonException e) {
    JsonNode at = tree;
    for (JacksonException.Reference step : e.getPath()) {
      at =
          step.getPropertyName() == null
              ? at.path(step.getIndex())
              : at.path(step.getPropertyName());
    }
    return at;
  }

  private static String wanted(Class<?> target) {
    if (Iterable.class.isAssignableFrom(target) || target.isArray()) {
      return "array";
    }
    if (target == boolean.class || target == Boolean.class) {
      return "boolean";
    }
    if (target == String.class || target.isEnum()) {
      return "string";
    }
    if (target.isPrimitive() || Number.class.isAssignableFrom(target)) {
      return target == double.class || target == Double.class ? "number" : "integer";
    }
    return "object";
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case NUMBER -> "number";
      case STRING, BINARY -> "string";
      case NULL -> "null";
      case OBJECT, POJO -> "object";
      case MISSING -> "nothing";
    };
  }
}
