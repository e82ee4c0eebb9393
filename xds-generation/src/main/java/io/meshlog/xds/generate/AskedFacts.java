package io.meshlog.xds.generate;

import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ResourceRules.Destinations;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.NamedService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The facts of a mesh, noting which of them are asked for: what was made from them is as good for
 * every other state of the mesh that gives the same answers. Name and zone are not noted: they are
 * the same in all. Confined to one thread while asked.
 */
final class AskedFacts implements MeshFacts {
  private final MeshFacts facts;
  private final Map<Question, Object> answers = new HashMap<>();

  AskedFacts(MeshFacts facts) {
    this.facts = facts;
  }

  /** Something that can be asked, equal to others that ask the same. */
  private sealed interface Question {
    Object in(MeshFacts facts);

    record Spec() implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.spec();
      }
    }

    record ProtocolOf(String service) implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.protocolOf(service);
      }
    }

    record TlsReady(String service) implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.tlsReady(service);
      }
    }

    record Outside(Tags destination) implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.outside(destination);
      }
    }

    record ThroughEgress() implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.throughEgress();
      }
    }

    record Named(ResourceKey key) implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.named(key);
      }
    }

    record WithLabels(String type, Labels wanted) implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.withLabels(type, wanted);
      }
    }

    record AllWithLabels(String type, Labels wanted) implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.allWithLabels(type, wanted);
      }
    }

    record Places(String service) implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.places(service);
      }
    }

    record AllPlaces() implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.places();
      }
    }

    record Known() implements Question {
      @Override
      public Object in(MeshFacts facts) {
        return facts.destinations();
      }
    }
  }

  /** What was asked so far and answered; the facts themselves are not held. */
  static final class Answers {
    private final Map<Question, Object> answers;

    private Answers(Map<Question, Object> answers) {
      this.answers = Map.copyOf(answers);
    }

    /** Whether all of it has the same answer there. */
    boolean sameIn(MeshFacts other) {
      for (Map.Entry<Question, Object> each : answers.entrySet()) {
        Object now = each.getKey().in(other);
        if (now != each.getValue() && !now.equals(each.getValue())) {
          return false;
        }
      }
      return true;
    }
  }

  Answers answers() {
    return new Answers(answers);
  }

  /** These were asked for as well, of the same facts. */
  void note(Answers others) {
    answers.putAll(others.answers);
  }

  @SuppressWarnings("unchecked")
  private <A> A ask(Question question) {
    return (A) answers.computeIfAbsent(question, asked -> asked.in(facts));
  }

  @Override
  public String name() {
    return facts.name();
  }

  @Override
  public String zone() {
    return facts.zone();
  }

  @Override
  public MeshSpec spec() {
    return ask(new Question.Spec());
  }

  @Override
  public Protocol protocolOf(String service) {
    return ask(new Question.ProtocolOf(service));
  }

  @Override
  public boolean tlsReady(String service) {
    return this.<Boolean>ask(new Question.TlsReady(service));
  }

  @Override
  public List<Resource<ExternalServiceSpec>> outside(Tags destination) {
    return ask(new Question.Outside(destination));
  }

  @Override
  public boolean throughEgress() {
    return this.<Boolean>ask(new Question.ThroughEgress());
  }

  @Override
  public Optional<NamedService> named(ResourceKey key) {
    return ask(new Question.Named(key));
  }

  @Override
  public Optional<ResourceKey> withLabels(String type, Labels wanted) {
    return ask(new Question.WithLabels(type, wanted));
  }

  @Override
  public Set<ResourceKey> allWithLabels(String type, Labels wanted) {
    return ask(new Question.AllWithLabels(type, wanted));
  }

  @Override
  public Set<Place> places(String service) {
    return ask(new Question.Places(service));
  }

  @Override
  public Set<Place> places() {
    return ask(new Question.AllPlaces());
  }

  @Override
  public Destinations destinations() {
    return ask(new Question.Known());
  }
}
