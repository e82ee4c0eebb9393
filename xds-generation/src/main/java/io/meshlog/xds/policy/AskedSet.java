package io.meshlog.xds.policy;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.ClientRules;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.InboundRules;
import io.meshlog.model.target.LegacyRules;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.ResourceRules;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.RouteDraft;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set that notes what is asked of it: what was made from it is as good for every other set that
 * gives the same answers. Confined to one thread.
 */
final class AskedSet<C> implements PolicySet<C> {
  private final PolicySet<C> set;
  private final Map<Question, Object> answers = new HashMap<>();
  private boolean repeatable = true;

  AskedSet(PolicySet<C> set) {
    this.set = set;
  }

  /** Something that can be asked again of another set, equal to others that ask the same. */
  private sealed interface Question {
    Object in(PolicySet<?> set, MeshFacts mesh);

    enum Plain implements Question {
      POLICIES,
      EMPTY,
      APART,
      RULES,
      SINGLE,
      FROM;

      @Override
      public Object in(PolicySet<?> set, MeshFacts mesh) {
        return switch (this) {
          case POLICIES -> set.policies();
          case EMPTY -> set.isEmpty();
          case APART -> set.toMeshApart();
          case RULES -> set.rules();
          case SINGLE -> set.single();
          case FROM -> set.from();
        };
      }
    }

    record To(Destination destination) implements Question {
      @Override
      public Object in(PolicySet<?> set, MeshFacts mesh) {
        return set.to(destination, mesh);
      }
    }
  }

  /**
   * What was asked of a set.
   *
   * @param repeatable whether all of it can be asked again
   */
  record Answers(PolicySet<?> set, Map<Question, Object> answers, boolean repeatable) {
    Answers {
      answers = Map.copyOf(answers);
    }

    boolean nothing() {
      return answers.isEmpty() && repeatable;
    }

    boolean sameIn(PolicySet<?> now, MeshFacts mesh) {
      if (now == set || nothing()) {
        return true;
      }
      return repeatable
          && answers.entrySet().stream()
              .allMatch(each -> each.getKey().in(now, mesh).equals(each.getValue()));
    }
  }

  Answers answers() {
    return new Answers(set, answers, repeatable);
  }

  private <A> A ask(Question.Plain question, A answer) {
    answers.put(question, answer);
    return answer;
  }

  @Override
  public List<Resource<? extends PolicySpec>> policies() {
    return ask(Question.Plain.POLICIES, set.policies());
  }

  @Override
  public boolean isEmpty() {
    return ask(Question.Plain.EMPTY, set.isEmpty());
  }

  @Override
  public Optional<Effective<C>> to(Destination destination, MeshFacts mesh) {
    Optional<Effective<C>> answer = set.to(destination, mesh);
    answers.put(new Question.To(destination), answer);
    return answer;
  }

  /** A route is a draft, which will not be there to be asked about again. */
  @Override
  public Optional<Effective<C>> toRoute(Destination destination, RouteDraft route, MeshFacts mesh) {
    repeatable = false;
    return set.toRoute(destination, route, mesh);
  }

  @Override
  public Optional<Effective<C>> toRouteAlone(RouteDraft route, MeshFacts mesh) {
    repeatable = false;
    return set.toRouteAlone(route, mesh);
  }

  @Override
  public List<Effective<C>> toMeshApart() {
    return ask(Question.Plain.APART, set.toMeshApart());
  }

  @Override
  public List<LegacyRules.Rule<C>> toTagged() {
    repeatable = false;
    return set.toTagged();
  }

  @Override
  public ResourceRules<C> toNamed(Destinations services) {
    repeatable = false;
    return set.toNamed(services);
  }

  @Override
  public InboundRules<C> rules() {
    return ask(Question.Plain.RULES, set.rules());
  }

  @Override
  public Optional<Effective<C>> single() {
    return ask(Question.Plain.SINGLE, set.single());
  }

  @Override
  public List<ClientRules.Rule<C>> from() {
    return ask(Question.Plain.FROM, set.from());
  }
}
