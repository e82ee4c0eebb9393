package io.meshlog.model.decide;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What someone wants to happen. Everything in it has been validated and completed. */
public sealed interface Command {

  /** The resources whose current state the decision reads. */
  Set<ResourceKey> touches();

  /** Makes or replaces a resource. A put that changes nothing yields no event. */
  record Put<S extends Spec>(
      ResourceType<S> type, ResourceKey key, Labels labels, S spec, Expected expected)
      implements Command {
    @Override
    public Set<ResourceKey> touches() {
      return Set.of(key);
    }
  }

  /** Removes a resource that must be there. */
  record Delete(ResourceKey key, Expected expected) implements Command {
    @Override
    public Set<ResourceKey> touches() {
      return Set.of(key);
    }
  }

  /**
   * Removes a mesh and everything in it; refused while it holds Dataplanes
   * (rest-and-dataplane-protocol.md 2.8).
   *
   * @param evenWithDataplanes not refused for them
   */
  record DeleteMesh(ResourceKey key, Expected expected, boolean evenWithDataplanes)
      implements Command {
    public DeleteMesh(ResourceKey key, Expected expected) {
      this(key, expected, false);
    }

    @Override
    public Set<ResourceKey> touches() {
      return Set.of(key);
    }
  }

  /**
   * A change of something in a mesh: refused when the mesh is gone by the time it is decided, so
   * that nothing is left behind in a mesh that is not.
   */
  record Within(ResourceKey mesh, Command part) implements Command {
    @Override
    public Set<ResourceKey> touches() {
      return Stream.concat(Stream.of(mesh), part.touches().stream())
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /**
   * All of these or none; a part may see what earlier parts did only through its own expectation.
   */
  record Batch(List<Command> parts) implements Command {
    public Batch {
      parts = List.copyOf(parts);
    }

    @Override
    public Set<ResourceKey> touches() {
      return parts.stream()
          .flatMap(part -> part.touches().stream())
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
