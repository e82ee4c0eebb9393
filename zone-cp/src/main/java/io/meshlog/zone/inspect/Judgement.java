package io.meshlog.zone.inspect;

import io.meshlog.store.push.PushRow;
import io.meshlog.store.push.ToldConfig;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.zone.status.PushForm;
import java.util.List;
import java.util.Optional;

/**
 * Whether a config made again is what the proxy was told.
 *
 * @param reason for people; empty when there is nothing to add
 * @param comparison empty when there was nothing to compare with
 */
record Judgement(Verdict verdict, String reason, Optional<Comparison> comparison) {

  enum Verdict {
    /** The same hashes: it is what the proxy was told. */
    EXACT("exact"),
    /** Other hashes, and the generator was another: this one may make it otherwise. */
    GENERATOR_CHANGED("generatorChanged"),
    /** Other hashes from the same generator and the same input: a defect. */
    DIFFERENT("different"),
    /** The record does not say. */
    UNKNOWN("unknown");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static Judgement unknown(String reason) {
    return new Judgement(Verdict.UNKNOWN, reason, Optional.empty());
  }

  /**
   * @param config made again from the image at {@code pos}
   * @param told the push in force then
   * @param currentUntil up to where this control plane knows that there was no further push; less
   *     than {@code pos} when it does not know
   */
  static Judgement of(
      ProxyConfig config, ToldConfig told, long pos, String generator, long currentUntil) {
    Comparison comparison = Comparison.of(config, told.resources());
    if (comparison.differences().isEmpty()) {
      return new Judgement(Verdict.EXACT, "", Optional.of(comparison));
    }
    Optional<String> doubt = doubt(told, pos, currentUntil);
    if (doubt.isPresent()) {
      return new Judgement(Verdict.UNKNOWN, doubt.get(), Optional.of(comparison));
    }
    String then = told.push().generator();
    return then.equals(generator)
        ? new Judgement(
            Verdict.DIFFERENT,
            "the same generator gave something else: this is a defect",
            Optional.of(comparison))
        : new Judgement(
            Verdict.GENERATOR_CHANGED,
            "the generator was version " + then + " and is " + generator,
            Optional.of(comparison));
  }

  /** Why the push may not have been made from what was asked for. */
  private static Optional<String> doubt(ToldConfig told, long pos, long currentUntil) {
    if (told.outside() != null && PushForm.hostsLeftOut(told.outside())) {
      return Optional.of("what host names resolved to was not recorded: there were too many");
    }
    if (told.next().isEmpty()) {
      return currentUntil >= pos
          ? Optional.empty()
          : Optional.of(
              "the newest push on record is of position "
                  + told.push().pos()
                  + ": the proxy may have been gone by then, or behind");
    }
    PushRow next = told.next().get();
    if (!next.session().equals(told.push().session())) {
      return Optional.of(
          "the proxy connected anew at position "
              + next.pos()
              + ": how long it was gone is not on record");
    }
    if (next.since() <= pos) {
      return Optional.of(
          "the changes from position %d to %d were pushed together%s"
              .formatted(
                  next.since(),
                  next.pos(),
                  next.missed() == 0 ? "" : ", " + next.missed() + " pushes were not recorded"));
    }
    return Optional.empty();
  }

  List<Comparison.Difference> differences() {
    return comparison.map(Comparison::differences).orElse(List.of());
  }

  List<String> notCompared() {
    return comparison.map(Comparison::notCompared).orElse(List.of());
  }
}
