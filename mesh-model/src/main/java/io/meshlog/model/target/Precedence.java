package io.meshlog.model.target;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import java.util.Comparator;

/**
 * Which policy is stronger (policies.md 1.4). All orders are weakest first and stable sorts keep
 * the given order of equals.
 *
 * <p>Step 2 as Kuma states it is no order: a Dataplane reference with neither labels nor name is
 * compared by section only, with both sides. Here it stands between them, so that every strict
 * relation holds and only ties are decided.
 */
public final class Precedence {
  static final String ROLE = "kuma.io/policy-role";

  private static final Comparator<Resource<? extends PolicySpec>> STEPS_1_TO_5 =
      Comparator.<Resource<? extends PolicySpec>>comparingInt(p -> kindRank(p.spec().top()))
          .thenComparingInt(p -> dataplaneRank(p.spec().top()))
          .thenComparingInt(Precedence::originRank)
          .thenComparingInt(p -> gatewayTags(p.spec().top()))
          .thenComparingInt(Precedence::roleRank);

  private static final Comparator<Resource<? extends PolicySpec>> STEP_7 =
      Comparator.<Resource<? extends PolicySpec>, String>comparing(Resource::displayName)
          .reversed();

  /** Of whole policies: steps 1 to 5 and 7. Also the order of legacy rules. */
  public static final Comparator<Resource<? extends PolicySpec>> POLICIES =
      STEPS_1_TO_5.thenComparing(STEP_7);

  /** Of {@code to} entries in resource rules: step 6 comes before the name. */
  static final Comparator<Entry> TO_ENTRIES =
      Comparator.comparing(Entry::policy, STEPS_1_TO_5)
          .thenComparingInt(e -> kindRank(e.target()))
          .thenComparingInt(e -> sectionRank(e.target()))
          .thenComparing(Entry::policy, STEP_7);

  private Precedence() {}

  private static int kindRank(TargetRef ref) {
    return ref.known().map(kind -> kind.ordinal() + 1).orElse(0);
  }

  private static int dataplaneRank(TargetRef top) {
    if (!top.kindIs(TargetKind.DATAPLANE)) {
      return 0;
    }
    boolean section = !top.sectionOrEmpty().isEmpty();
    if (!top.labelsOrEmpty().isEmpty()) {
      return section ? 1 : 0;
    }
    if (!top.nameOrEmpty().isEmpty()) {
      return section ? 3 : 2;
    }
    return section ? 3 : 0;
  }

  private static int originRank(Resource<?> policy) {
    return switch (policy.labels().getOrEmpty(Labels.ORIGIN)) {
      case "global" -> 1;
      case "zone" -> 3;
      default -> 2;
    };
  }

  private static int gatewayTags(TargetRef top) {
    return top.kindIs(TargetKind.MESH_GATEWAY) ? top.tagsOrEmpty().values().size() : 0;
  }

  private static int roleRank(Resource<?> policy) {
    return switch (policy.labels().getOrEmpty(ROLE)) {
      case "producer" -> 1;
      case "consumer" -> 2;
      case "workload-owner" -> 3;
      default -> 0;
    };
  }

  private static int sectionRank(TargetRef ref) {
    return ref.kindIs(TargetKind.MESH_SERVICE) && !ref.sectionOrEmpty().isEmpty() ? 1 : 0;
  }
}
