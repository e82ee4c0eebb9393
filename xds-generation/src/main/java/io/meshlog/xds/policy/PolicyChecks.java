package io.meshlog.xds.policy;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.MatchRules;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks and messages that several policies share (policies.md 1.2 and the start of 2). */
public final class PolicyChecks {
  public static final String REQUIRED = "in body is required";
  public static final String DEFINED = "must be defined";
  public static final String NOT_EMPTY = "must not be empty";
  public static final String NOT_DEFINED = "must not be defined";

  private PolicyChecks() {}

  /**
   * What the schema refuses of target references and matches. Whoever finds something skips the
   * rest, as Kuma does (rest-and-dataplane-protocol.md 2.3).
   */
  public static void schema(PolicySpec spec, Violations at) {
    TargetRefRules.schema(spec.targetRef(), at.at("targetRef"));
    entries(spec.toEntries(), "to", at);
    entries(spec.fromEntries(), "from", at);
    List<? extends Matched<?>> rules = spec.ruleEntries();
    for (int i = 0; i < rules.size(); i++) {
      for (int j = 0; j < rules.get(i).anyOf().size(); j++) {
        MatchRules.schema(rules.get(i).anyOf().get(j), at.at("rules", i).at("matches", j));
      }
    }
  }

  private static void entries(List<? extends Targeted<?>> entries, String list, Violations at) {
    for (int i = 0; i < entries.size(); i++) {
      Violations ref = at.at(list, i).at("targetRef");
      if (entries.get(i).targetRef() == null) {
        ref.add(REQUIRED);
      }
      TargetRefRules.schema(entries.get(i).targetRef(), ref);
    }
  }

  public static void positive(@Nullable GoDuration value, String field, Violations at) {
    if (value != null && !value.isPositive()) {
      at.add(field, "must be greater than zero when defined");
    }
  }

  public static void notNegative(@Nullable GoDuration value, String field, Violations at) {
    if (value != null && value.value().isNegative()) {
      at.add(field, "must not be negative when defined");
    }
  }

  public static <T> List<T> orNone(@Nullable List<T> list) {
    return PolicySpec.orNone(list);
  }
}
