package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Page and filters of a list (rest-and-dataplane-protocol.md 2.2).
 *
 * @param size of a page, 1 to 1000
 * @param offset of its first item
 */
public record ListQuery(int size, int offset, Predicate<Resource<?>> filter) {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1000;
  static final String TITLE = "Could not retrieve resources";
  private static final String LABELS = "labels.";

  public static ListQuery of(Ask ask, ResourceType<?> type) {
    Predicate<Resource<?>> filter = labels(ask, type);
    String name = ask.parameter("name");
    if (name != null && !name.isEmpty()) {
      filter = filter.and(resource -> resource.name().contains(name));
    }
    if (type.equals(CoreTypes.DATAPLANE)) {
      filter = filter.and(gateway(ask, type)).and(tags(ask));
    }
    if (type.equals(ExternalServiceSpec.TYPE)) {
      filter = filter.and(tags(ask));
    }
    return new ListQuery(size(ask), offset(ask), filter);
  }

  /** The page alone. */
  public static ListQuery unfiltered(Ask ask) {
    return new ListQuery(size(ask), offset(ask), resource -> true);
  }

  private static int size(Ask ask) {
    String text = ask.parameter("size");
    if (text == null || text.isEmpty()) {
      return DEFAULT_SIZE;
    }
    int size;
    try {
      size = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw badSize("invalid format");
    }
    if (size < 1) {
      throw badSize("must be greater than 0");
    }
    if (size > MAX_SIZE) {
      throw badSize("invalid page size of " + size + ". Maximum page size is " + MAX_SIZE);
    }
    return size;
  }

  private static RuntimeException badSize(String reason) {
    return new Problem(
            400,
            TITLE,
            "Invalid page size",
            List.of(new io.meshlog.model.resource.Violation("size", reason)),
            Map.of())
        .raise();
  }

  private static int offset(Ask ask) {
    String text = ask.parameter("offset");
    if (text == null || text.isEmpty()) {
      return 0;
    }
    try {
      int offset = Integer.parseInt(text);
      if (offset >= 0) {
        return offset;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a negative number is.
    }
    throw Problem.of(400, TITLE, "invalid: invalid offset: \"" + text + "\"").raise();
  }

  private static Predicate<Resource<?>> labels(Ask ask, ResourceType<?> type) {
    Map<String, String> wanted = new TreeMap<>();
    ask.http()
        .getParameterMap()
        .forEach((parameter, values) -> {
          if (parameter.equals("filter")) {
            throw noLabel(parameter, type);
          }
          if (parameter.startsWith("filter[") && parameter.endsWith("]")) {
            String on = parameter.substring("filter[".length(), parameter.length() - 1);
            if (!on.startsWith(LABELS)) {
              throw noLabel(parameter, type);
            }
            wanted.put(on.substring(LABELS.length()), values[values.length - 1]);
          }
        });
    Labels labels = Labels.of(wanted);
    return resource -> resource.labels().contain(labels);
  }

  private static RuntimeException noLabel(String parameter, ResourceType<?> type) {
    return Problem.invalid(
            TITLE, route(type) + '.' + parameter, "filters are only supported on labels")
        .raise();
  }

  /** The route's template, which is how Kuma names the field. */
  private static String route(ResourceType<?> type) {
    return (type.isMeshScoped() ? "/meshes/{mesh}/" : "/") + type.path();
  }

  private static Predicate<Resource<?>> gateway(Ask ask, ResourceType<?> type) {
    String wanted = ask.parameter("gateway");
    if (wanted == null || wanted.isEmpty()) {
      return resource -> true;
    }
    return switch (wanted) {
      case "true" -> resource -> gateway(resource) != null;
      case "false" -> resource -> gateway(resource) == null;
      case "builtin" ->
          resource -> {
            Gateway gateway = gateway(resource);
            return gateway != null && gateway.builtin();
          };
      case "delegated" ->
          resource -> {
            Gateway gateway = gateway(resource);
            return gateway != null && !gateway.builtin();
          };
      default ->
          throw Problem.invalid(
                  TITLE,
                  route(type) + ".gateway",
                  "shoud use `true`, `false`, 'builtin' or 'delegated' instead of " + wanted)
              .raise();
    };
  }

  private static @org.jspecify.annotations.Nullable Gateway gateway(Resource<?> resource) {
    return ((DataplaneSpec) resource.spec()).net().gateway();
  }

  /** Some tag set of the resource has each of these, its value containing the wanted one. */
  private static Predicate<Resource<?>> tags(Ask ask) {
    List<Map.Entry<String, String>> wanted = new ArrayList<>();
    for (String tag : ask.parameters("tag")) {
      int colon = tag.indexOf(':');
      if (colon > 0) {
        wanted.add(Map.entry(tag.substring(0, colon), tag.substring(colon + 1)));
      }
    }
    return resource ->
        wanted.isEmpty() || tagSets(resource).anyMatch(tags -> containsAll(tags, wanted));
  }

  private static Stream<Tags> tagSets(Resource<?> resource) {
    return switch (resource.spec()) {
      case DataplaneSpec dataplane -> dataplane.tagSets().stream();
      case ExternalServiceSpec external -> Stream.of(external.tags());
      default -> Stream.empty();
    };
  }

  private static boolean containsAll(Tags tags, List<Map.Entry<String, String>> wanted) {
    return wanted.stream()
        .allMatch(want -> {
          String have = tags.get(want.getKey());
          return have != null && have.contains(want.getValue());
        });
  }
}
