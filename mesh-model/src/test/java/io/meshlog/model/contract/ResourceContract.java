package io.meshlog.model.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Refusal;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the samples of a type have to show, without a server. Shared by the modules that register
 * types.
 */
public final class ResourceContract {
  private static final Set<String> ENVELOPE =
      Set.of("type", "mesh", "name", "labels", "creationTime", "modificationTime", "kri", "snis");
  private static final Comparator<JsonNode> NUMBERS_BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? Double.compare(one.doubleValue(), other.doubleValue())
              : one.equals(other) ? 0 : 1;

  private static final String UNKNOWN = "unheard_of";

  private ResourceContract() {}

  /** The samples of a type, each beside it. */
  public static Stream<Arguments> cases(ResourceType<?> type) {
    return ResourceSamples.of(type).stream().map(sample -> Arguments.of(type, sample));
  }

  /** At least one that is accepted and two that are refused, each of its own name. */
  public static void covers(ResourceType<?> type) {
    List<ResourceSample> samples = ResourceSamples.of(type);
    assertThat(samples).extracting(ResourceSample::type).containsOnly(type.name());
    assertThat(samples).extracting(ResourceSample::name).doesNotHaveDuplicates();
    assertThat(samples.stream().filter(ResourceSample::good)).hasSizeGreaterThanOrEqualTo(1);
    assertThat(samples.stream().filter(sample -> !sample.good())).hasSizeGreaterThanOrEqualTo(2);
  }

  /** Sends one sample through the admission and compares the answer. */
  public static <S extends Spec> void holds(ResourceType<S> type, ResourceSample sample) {
    Admission admission = new Admission(sample.where().context(), true);
    Resource<S> existing = null;
    if (sample.before() != null) {
      existing = stored(admitted(admission, type, sample, sample.before(), null));
    }
    if (sample.good()) {
      accepted(type, sample, admitted(admission, type, sample, sample.resource(), existing));
    } else {
      assertThat(refused(admission, type, sample, existing).violations())
          .isEqualTo(sample.refusals());
    }
  }

  /**
   * Puts a field that nobody knows into each object of a good sample: it must be kept, refused or
   * named in a warning, never lost without a word.
   */
  public static <S extends Spec> void losesNothingInSilence(
      ResourceType<S> type, ResourceSample sample) {
    Admission admission = new Admission(sample.where().context(), true);
    Resource<S> existing =
        sample.before() == null
            ? null
            : stored(admitted(admission, type, sample, sample.before(), null));
    String root = type.form() == Form.NESTED ? "/spec" : "";
    for (String place : objects(root, sample.resource().at(root))) {
      ObjectNode body = sample.resource().deepCopy();
      ((ObjectNode) body.at(place)).put(UNKNOWN, "x");
      if (verdict(admission, type, sample, body, existing) instanceof Admitted<S> yes) {
        JsonNode kept =
            SpecJson.tree(type, yes.spec()).at(place.substring(root.length())).path(UNKNOWN);
        String path =
            (place + '/' + UNKNOWN).substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
        assertThat(kept.isString() || yes.warnings().stream().anyMatch(told -> tells(told, path)))
            .as("%s: %s is lost, told is %s", sample, path, yes.warnings())
            .isTrue();
      }
    }
  }

  /** Names the field or one that encloses it, or says that nothing of that is taken. */
  private static boolean tells(String warning, String path) {
    String outermost = path.replaceAll("[.\\[].*", "");
    if (warning.startsWith(outermost) && warning.endsWith("is ignored")) {
      return true;
    }
    String enclosing = path;
    while (!warning.contains('"' + enclosing + '"')) {
      int end = Math.max(enclosing.lastIndexOf('.'), enclosing.lastIndexOf('['));
      if (end < 0) {
        return false;
      }
      enclosing = enclosing.substring(0, end);
    }
    return true;
  }

  /** The places of all objects below a place, itself among them. */
  private static List<String> objects(String place, JsonNode node) {
    List<String> places = new ArrayList<>();
    if (node.isObject()) {
      places.add(place);
      node.properties().stream()
          .filter(field -> !place.isEmpty() || !ENVELOPE.contains(field.getKey()))
          .filter(field -> !field.getKey().contains("/") && !field.getKey().contains("~"))
          .forEach(field -> places.addAll(objects(place + '/' + field.getKey(), field.getValue())));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      places.addAll(objects(place + '/' + i, node.get(i)));
    }
    return places;
  }

  private static <S extends Spec> Admitted<S> admitted(
      Admission admission,
      ResourceType<S> type,
      ResourceSample sample,
      ObjectNode body,
      @Nullable Resource<S> existing) {
    return switch (verdict(admission, type, sample, body, existing)) {
      case Admitted<S> yes -> yes;
      case NotAdmitted<S> no -> throw new AssertionError(sample + " is refused: " + no.refusal());
    };
  }

  private static <S extends Spec> Refusal refused(
      Admission admission,
      ResourceType<S> type,
      ResourceSample sample,
      @Nullable Resource<S> existing) {
    return switch (verdict(admission, type, sample, sample.resource(), existing)) {
      case Admitted<S> yes -> throw new AssertionError(sample + " is accepted");
      case NotAdmitted<S> no -> no.refusal();
    };
  }

  private static <S extends Spec> Verdict<S> verdict(
      Admission admission,
      ResourceType<S> type,
      ResourceSample sample,
      ObjectNode body,
      @Nullable Resource<S> existing) {
    return admission.admit(
        new Submission<>(type, sample.mesh(), sample.resourceName(), body), existing);
  }

  private static <S extends Spec> Resource<S> stored(Admitted<S> admitted) {
    return new Resource<>(
        admitted.type(),
        admitted.key(),
        admitted.key().name(),
        admitted.labels(),
        admitted.spec(),
        Instant.EPOCH,
        Instant.EPOCH,
        1,
        1);
  }

  private static <S extends Spec> void accepted(
      ResourceType<S> type, ResourceSample sample, Admitted<S> admitted) {
    JsonNode tree = SpecJson.tree(type, admitted.spec());
    assertThat(alike(tree, readBack(type, sample)))
        .as("%s reads back as %s", sample, tree)
        .isTrue();
    String text = SpecJson.write(type, admitted.spec());
    assertThat(SpecJson.read(type, text)).as("what the log keeps").isEqualTo(admitted.spec());
    if (sample.labels() != null) {
      assertThat(admitted.labels().values()).isEqualTo(sample.labels());
    }
    assertThat(admitted.warnings()).hasSameSizeAs(sample.told());
    for (int i = 0; i < sample.told().size(); i++) {
      assertThat(admitted.warnings().get(i)).contains(sample.told().get(i));
    }
  }

  /** Equal where 1 and 1.0 are. */
  public static boolean alike(JsonNode one, JsonNode other) {
    return one.equals(NUMBERS_BY_VALUE, other);
  }

  /** The spec a client finds after it wrote the sample. */
  public static JsonNode readBack(ResourceType<?> type, ResourceSample sample) {
    if (sample.stored() != null) {
      return sample.stored();
    }
    return switch (type.form()) {
      case NESTED -> sample.resource().path("spec");
      case FLAT -> {
        ObjectNode own = sample.resource().deepCopy();
        own.remove(new HashSet<>(ENVELOPE));
        yield own;
      }
    };
  }
}
