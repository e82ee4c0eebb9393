package io.meshlog.model.admit;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Spec;
import java.util.List;

/**
 * What is known of a submission before the stored state is looked at.
 *
 * @param <S> the spec record
 */
public sealed interface Checked<S extends Spec> {

  /**
   * Its spec and its envelope are in order.
   *
   * @param labels as submitted
   * @param warnings what the user should be told, e.g. of fields that no one reads
   */
  record Sound<T extends Spec>(
      Submission<T> submission, Labels labels, T spec, List<String> warnings)
      implements Checked<T> {
    public Sound {
      warnings = List.copyOf(warnings);
    }
  }

  record Unsound<T extends Spec>(Refusal refusal) implements Checked<T> {}
}
