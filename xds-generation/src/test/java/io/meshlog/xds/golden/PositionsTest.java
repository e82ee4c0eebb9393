package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.target.TargetKind;
import io.meshlog.xds.policy.Policies;
import io.meshlog.xds.policy.Policy;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every kind at every position of every policy is answered as the table says: put into the policies
 * of the golden cases, some must pass with a kind that is accepted, none with another.
 */
class PositionsTest {
  private static final Admission ADMISSION =
      new Admission(new WriteContext(Origin.GLOBAL, false), false);
  private static final Map<String, List<ObjectNode>> SPECS = new ConcurrentHashMap<>();

  static Stream<ResourceType<?>> types() {
    return Policies.ALL.stream().map(Policy::type);
  }

  @ParameterizedTest
  @MethodSource("types")
  void theTopLevelTarget(ResourceType<?> type) {
    assertThat(accepted(type, specs(type, ""), "spec.targetRef.kind", PositionsTest::put))
        .isEqualTo(positions(type).top());
  }

  @ParameterizedTest
  @MethodSource("types")
  void destinations(ResourceType<?> type) {
    assertThat(entries(type, "to", TargetKind.MESH)).isEqualTo(positions(type).to());
    for (TargetKind top : List.of(TargetKind.MESH_GATEWAY, TargetKind.MESH_HTTP_ROUTE)) {
      if (positions(type).top().contains(top)) {
        assertThat(entries(type, "to", top)).isEqualTo(positions(type).toUnderGateway());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void clients(ResourceType<?> type) {
    assertThat(entries(type, "from", TargetKind.DATAPLANE)).isEqualTo(positions(type).from());
  }

  @ParameterizedTest
  @MethodSource("types")
  void tagsOfGatewayListeners(ResourceType<?> type) {
    if (!positions(type).top().contains(TargetKind.MESH_GATEWAY)) {
      return;
    }
    ObjectNode spec = specs(type, "").getFirst();
    put(spec, TargetKind.MESH_GATEWAY);
    ((ObjectNode) spec.path("targetRef")).putObject("tags").put("port", "x");
    assertThat(refused(type, spec, "spec.targetRef.tags"))
        .isEqualTo(!positions(type).listenerTags());
  }

  /** A section is one of an inbound: a policy that says nothing of inbounds cannot name one. */
  @ParameterizedTest
  @MethodSource("types")
  void sectionsOfDataplanes(ResourceType<?> type) {
    for (ObjectNode spec : specs(type, "")) {
      boolean inbound = !spec.path("from").isEmpty() || !spec.path("rules").isEmpty();
      put(spec, TargetKind.DATAPLANE);
      ((ObjectNode) spec.path("targetRef")).put("sectionName", "main");
      assertThat(refused(type, spec, "spec.targetRef.sectionName")).isEqualTo(!inbound);
    }
  }

  private static Positions positions(ResourceType<?> type) {
    return Objects.requireNonNull(Positions.OF.get(type.name()));
  }

  /** Kinds that the first entry of a list may have; none where there is no such list. */
  private static Set<TargetKind> entries(ResourceType<?> type, String list, TargetKind top) {
    return accepted(
        type,
        specs(type, list),
        "spec." + list + "[0].targetRef.kind",
        (spec, kind) -> {
          put(spec, top);
          put((ObjectNode) spec.path(list).get(0), kind);
        });
  }

  private static Set<TargetKind> accepted(
      ResourceType<?> type,
      List<ObjectNode> specs,
      String field,
      BiConsumer<ObjectNode, TargetKind> change) {
    EnumSet<TargetKind> accepted = EnumSet.noneOf(TargetKind.class);
    for (TargetKind kind : TargetKind.values()) {
      for (ObjectNode good : specs) {
        ObjectNode spec = good.deepCopy();
        change.accept(spec, kind);
        if (!refused(type, spec, field)) {
          accepted.add(kind);
        }
      }
    }
    return accepted;
  }

  /** Whether that field is among what is wrong, or what it is part of. */
  private static boolean refused(ResourceType<?> type, ObjectNode spec, String field) {
    return violations(type, spec).stream()
        .map(Violation::field)
        .anyMatch(each -> each.equals(field) || field.startsWith(each + '['));
  }

  private static <S extends Spec> List<Violation> violations(
      ResourceType<S> type, ObjectNode spec) {
    ObjectNode body = SpecJson.plain().createObjectNode();
    body.put("type", type.name()).put("mesh", "default").put("name", "x").set("spec", spec);
    return ADMISSION.admit(new Submission<>(type, "default", "x", body), null)
            instanceof NotAdmitted<S> no
        ? no.refusal().violations()
        : List.of();
  }

  private static void put(ObjectNode parent, TargetKind kind) {
    ObjectNode ref = parent.putObject("targetRef").put("kind", kind.word());
    if (kind != TargetKind.MESH && kind != TargetKind.MESH_SUBSET) {
      ref.put("name", "x");
    }
  }

  /** Of the golden cases of the type, those that have the list; all for none. */
  private static List<ObjectNode> specs(ResourceType<?> type, String list) {
    return SPECS.computeIfAbsent(type.name(), name -> read(type)).stream()
        .filter(spec -> list.isEmpty() || !spec.path(list).isEmpty())
        .map(ObjectNode::deepCopy)
        .toList();
  }

  private static List<ObjectNode> read(ResourceType<?> type) {
    return GoldenRun.policyCases()
        .filter(folder -> folder.getParent().equals(GoldenRun.folder(type)))
        .flatMap(folder -> GoldenRun.read(folder).image().everything())
        .filter(each -> each.type().equals(type))
        .map(PositionsTest::tree)
        .toList();
  }

  private static <S extends Spec> ObjectNode tree(Resource<S> policy) {
    return (ObjectNode) SpecJson.tree(policy.type(), policy.spec());
  }
}
