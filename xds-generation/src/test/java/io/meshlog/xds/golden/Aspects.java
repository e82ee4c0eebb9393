package io.meshlog.xds.golden;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;

/**
 * What the cases of a policy are to show, and what a case shows, found by leaving things out: a
 * field or a target is shown where the proxy gets something else without it.
 */
final class Aspects {
  private Aspects() {}

  static Set<String> wanted(ResourceType<?> type) {
    Positions positions = Objects.requireNonNull(Positions.OF.get(type.name()));
    Set<String> wanted = new TreeSet<>(Set.of("merge", "precedence", "http", "tcp"));
    SpecFields.of(type.specClass()).forEach(path -> wanted.add("field " + place(path)));
    positions
        .top()
        .forEach(kind -> tops(kind, positions).forEach(each -> wanted.add("top " + each)));
    for (TargetKind kind : positions.to()) {
      wanted.add("to " + kind.word());
      if (kind == TargetKind.MESH_SERVICE) {
        wanted.add("to " + kind.word() + " by labels");
        wanted.add("to " + kind.word() + " by section");
      }
    }
    positions.from().forEach(kind -> wanted.add("from " + kind.word()));
    wanted.removeIf(each -> NotShown.is(type, each));
    return wanted;
  }

  private static List<String> tops(TargetKind kind, Positions positions) {
    String word = kind.word();
    return switch (kind) {
      case MESH -> List.of(word);
      case DATAPLANE ->
          positions.from().isEmpty()
              ? List.of(word + " by name", word + " by labels")
              : List.of(word + " by name", word + " by labels", word + " by section");
      case MESH_GATEWAY ->
          positions.listenerTags() ? List.of(word, word + " by tags") : List.of(word);
      default -> List.of(word);
    };
  }

  /** Takes away what the case shows. */
  static void strike(Set<String> missing, Path folder, ResourceType<?> type) {
    Ablation without = new Ablation(folder, type);
    if (without.policies().isEmpty()) {
      return;
    }
    fields(without, type, missing);
    targets(without, missing);
    together(without, missing);
    if (missing.contains("http") || missing.contains("tcp")) {
      Protocols.changed(without).forEach(missing::remove);
    }
  }

  private static void fields(Ablation without, ResourceType<?> type, Set<String> missing) {
    for (String path : SpecFields.of(type.specClass())) {
      String aspect = "field " + place(path);
      if (missing.contains(aspect) && without.differsWithoutField(path)) {
        missing.remove(aspect);
      }
    }
  }

  /** {@code from} is the older form of {@code rules}. */
  private static String place(String path) {
    return path.replaceFirst("^(from|rules)\\.", "inbound.");
  }

  private static void targets(Ablation without, Set<String> missing) {
    for (Resource<?> policy : without.policies()) {
      Set<String> top = prefixed("top ", without.spec(policy).top());
      if (any(missing, top) && without.differsWithout(List.of(policy))) {
        missing.removeAll(top);
      }
      lists(without, policy, "to", without.spec(policy).toEntries(), missing);
      lists(without, policy, "from", without.spec(policy).fromEntries(), missing);
    }
  }

  private static void lists(
      Ablation without,
      Resource<?> policy,
      String list,
      List<? extends Targeted<?>> entries,
      Set<String> missing) {
    for (int i = 0; i < entries.size(); i++) {
      int index = i;
      Set<String> forms = prefixed(list + ' ', entries.get(i).target());
      boolean differs =
          any(missing, forms)
              && without.differsWith(
                  policy,
                  spec -> {
                    ((ArrayNode) spec.path(list)).remove(index);
                    return spec;
                  });
      if (differs) {
        missing.removeAll(forms);
      }
    }
  }

  private static boolean any(Set<String> missing, Set<String> some) {
    return some.stream().anyMatch(missing::contains);
  }

  private static Set<String> prefixed(String place, TargetRef ref) {
    return forms(ref).stream().map(form -> place + form).collect(Collectors.toSet());
  }

  private static Set<String> forms(TargetRef ref) {
    String kind = Objects.requireNonNull(ref.kind());
    Set<String> forms = new HashSet<>();
    forms.add(kind);
    if (!ref.nameOrEmpty().isEmpty()) {
      forms.add(kind + " by name");
    }
    if (!ref.labelsOrEmpty().isEmpty()) {
      forms.add(kind + " by labels");
    }
    if (!ref.sectionOrEmpty().isEmpty()) {
      forms.add(kind + " by section");
    }
    if (!ref.tagsOrEmpty().isEmpty()) {
      forms.add(kind + " by tags");
    }
    return forms;
  }

  private static void together(Ablation without, Set<String> missing) {
    for (Resource<?> one : without.policies()) {
      for (Resource<?> other : without.policies()) {
        if (one.key().compareTo(other.key()) >= 0) {
          continue;
        }
        if (missing.contains("merge")
            && without.differsWithout(List.of(one))
            && without.differsWithout(List.of(other))) {
          missing.remove("merge");
        }
        if (missing.contains("precedence")
            && without.bothMatter(one, other)
            && without.differsSwapped(one, other)) {
          missing.remove("precedence");
        }
      }
    }
  }
}
