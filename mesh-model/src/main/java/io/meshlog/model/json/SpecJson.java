package io.meshlog.model.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The one binding between specs and JSON. Canonical: properties and map keys sorted, no white
 * space, so equal specs have equal text. Unknown properties are dropped on reading, as Kuma does;
 * who wants to warn of them compares the input with {@link #tree} of the result.
 *
 * <p>Thread-safe: the mappers are immutable.
 */
public final class SpecJson {
  private static final JsonMapper NESTED = mapper(JsonInclude.Include.NON_NULL);
  private static final JsonMapper FLAT = mapper(JsonInclude.Include.NON_DEFAULT);
  private static final JsonMapper WHOLE = mapper(JsonInclude.Include.ALWAYS);
  private static final JsonMapper SUBMITTED =
      NESTED
          .rebuild()
          // An element that is none has no meaning in any list.
          .withConfigOverride(
              List.class,
              override -> override.setNullHandling(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
          .build();

  private SpecJson() {}

  private static JsonMapper mapper(JsonInclude.Include include) {
    return JsonMapper.builder()
        .changeDefaultPropertyInclusion(value ->
            value.withValueInclusion(include).withContentInclusion(JsonInclude.Include.ALWAYS))
        .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        // A value of the wrong kind is refused, never bent: only numbers may come as text.
        .withCoercionConfig(LogicalType.Textual, SpecJson::noScalars)
        .withCoercionConfig(LogicalType.Boolean, SpecJson::noScalars)
        .withCoercionConfig(LogicalType.Integer, SpecJson::noFractions)
        .build();
  }

  private static void noScalars(MutableCoercionConfig config) {
    config
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  private static void noFractions(MutableCoercionConfig config) {
    config
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
  }

  /** For trees that are bound to no spec. */
  public static JsonMapper plain() {
    return NESTED;
  }

  private static JsonMapper of(Form form) {
    return switch (form) {
      case FLAT -> FLAT;
      case NESTED -> NESTED;
    };
  }

  /** The spec as a tree, in the form its type is shown in. */
  public static JsonNode tree(ResourceType<?> type, Spec spec) {
    return of(type.form()).valueToTree(spec);
  }

  /** The spec with every field it has a place for, those without a value included. */
  public static JsonNode whole(Spec spec) {
    return WHOLE.valueToTree(spec);
  }

  /** Canonical text of a spec. */
  public static String write(ResourceType<?> type, Spec spec) {
    return of(type.form()).writeValueAsString(spec);
  }

  /** Throws {@link JacksonException} when the tree does not bind to the spec. */
  public static <S extends Spec> S read(ResourceType<S> type, JsonNode tree) {
    return of(type.form()).treeToValue(tree, type.specClass());
  }

  /** As {@link #read(ResourceType, JsonNode)}, but as strict as users' input is to be read. */
  public static <S extends Spec> S submitted(ResourceType<S> type, JsonNode tree) {
    return SUBMITTED.treeToValue(tree, type.specClass());
  }

  /** As {@link #read(ResourceType, JsonNode)}, from text. */
  public static <S extends Spec> S read(ResourceType<S> type, String text) {
    return of(type.form()).readValue(text, type.specClass());
  }

  public static JsonNode parse(String text) {
    return NESTED.readTree(text);
  }
}
