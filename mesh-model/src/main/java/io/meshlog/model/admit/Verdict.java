package io.meshlog.model.admit;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.List;

/**
 * Whether a submission may be written.
 *
 * @param <S> the spec record
 */
public sealed interface Verdict<S extends Spec> {

  /**
   * It may.
   *
   * @param labels submitted and computed ones
   * @param spec completed
   * @param creates whether nothing of that name was there
   */
  record Admitted<T extends Spec>(
      ResourceType<T> type,
      ResourceKey key,
      Labels labels,
      T spec,
      boolean creates,
      List<String> warnings)
      implements Verdict<T> {
    public Admitted {
      warnings = List.copyOf(warnings);
    }

    public Admitted<T> withSpec(T other) {
      return new Admitted<>(type, key, labels, other, creates, warnings);
    }

    public Command.Put<T> put(Expected expected) {
      return new Command.Put<>(type, key, labels, spec, expected);
    }
  }

  record NotAdmitted<T extends Spec>(Refusal refusal) implements Verdict<T> {}
}
