package io.meshlog.model.decide;

import io.meshlog.model.decide.CurrentState.Held;
import io.meshlog.model.decide.Decision.Accepted;
import io.meshlog.model.decide.Decision.Refused;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a command and the current state to a decision. Pure: changes nothing, knows no clock. */
public final class Decide {
  private Decide() {}

  public static Decision decide(Command command, CurrentState state) {
    return switch (command) {
      case Command.Put<?> put -> put(put, state);
      case Command.Delete delete -> delete(delete, state);
      case Command.DeleteMesh delete -> deleteMesh(delete, state);
      case Command.Within within -> within(within, state);
      case Command.Batch batch -> batch(batch, state);
    };
  }

  private static <S extends Spec> Decision put(Command.Put<S> put, CurrentState state) {
    Optional<Held> held = state.find(put.key());
    if (!holds(put.expected(), held)) {
      return conflict(put.key(), put.expected());
    }
    boolean same =
        held.filter(h -> h.labels().equals(put.labels()) && h.spec().equals(put.spec()))
            .isPresent();
    List<MeshEvent.OfResource> events =
        same ? List.of() : List.of(new Upserted<>(put.type(), put.key(), put.labels(), put.spec()));
    return new Accepted(events, held.isEmpty());
  }

  private static Decision delete(Command.Delete delete, CurrentState state) {
    Optional<Held> held = state.find(delete.key());
    if (held.isEmpty()) {
      return new Refused(new Rejection.NotFound(delete.key()));
    }
    return holds(delete.expected(), held)
        ? new Accepted(List.of(new Deleted(delete.key())), false)
        : conflict(delete.key(), delete.expected());
  }

  private static Decision deleteMesh(Command.DeleteMesh delete, CurrentState state) {
    ResourceKey key = delete.key();
    Optional<Held> held = state.find(key);
    if (held.isEmpty()) {
      return new Refused(new Rejection.NotFound(key));
    }
    if (!holds(delete.expected(), held)) {
      return conflict(key, delete.expected());
    }
    if (!delete.evenWithDataplanes() && state.holdsAny("Dataplane", key.name())) {
      return new Refused(
          new Rejection.Invalid(
              key,
              List.of(
                  new Violation(
                      "mesh", "unable to delete mesh, there are still some dataplanes attached"))));
    }
    List<MeshEvent.OfResource> events = new ArrayList<>();
    state.inMesh(key.name()).stream()
        .filter(member -> member.origin().equals(key.origin()))
        .map(Deleted::new)
        .forEach(events::add);
    events.add(new Deleted(key));
    return new Accepted(events, false);
  }

  private static Decision within(Command.Within within, CurrentState state) {
    return state.find(within.mesh()).isEmpty()
        ? new Refused(new Rejection.NotFound(within.mesh()))
        : decide(within.part(), state);
  }

  private static Decision batch(Command.Batch batch, CurrentState state) {
    List<MeshEvent.OfResource> events = new ArrayList<>();
    boolean created = false;
    for (int i = 0; i < batch.parts().size(); i++) {
      switch (decide(batch.parts().get(i), state)) {
        case Refused refused -> {
          return refused;
        }
        case Accepted accepted -> {
          events.addAll(accepted.events());
          created = i == 0 ? accepted.created() : created;
        }
      }
    }
    return new Accepted(events, created);
  }

  private static boolean holds(Expected expected, Optional<Held> held) {
    return switch (expected) {
      case Expected.AnyVersion() -> true;
      case Expected.Absent() -> held.isEmpty();
      case Expected.ExactVersion(long version) ->
          held.filter(h -> h.version() == version).isPresent();
    };
  }

  private static Decision conflict(ResourceKey key, Expected expected) {
    return new Refused(new Rejection.Conflict(key, expected));
  }
}
