package io.meshlog.store.imports;

/**
 * What became of a batch. In every case but {@link LeaseLost} what preceded the obstacle is applied
 * and the cursor stands behind it.
 */
public sealed interface ImportOutcome {

  /**
   * @param appended events that are now in the log
   * @param dropped records that had been taken in before
   * @param quarantined records that were not applied, or applied without being understood
   * @param cursor after the batch
   */
  record Imported(int appended, int dropped, int quarantined, ImportCursor cursor)
      implements ImportOutcome {}

  /** Records are missing: read the channel's state instead. */
  record Gap(long expectedSeq, long foundSeq, ImportCursor cursor) implements ImportOutcome {}

  /** A record does not follow the one before it; it is in quarantine and the channel stops. */
  record BrokenChain(long seq, String detail, ImportCursor cursor) implements ImportOutcome {}

  /** The owner began a new epoch and publishes its whole state: read that. */
  record EpochChanged(int epoch, ImportCursor cursor) implements ImportOutcome {}

  /** This replica no longer plays the role; nothing was applied. */
  record LeaseLost() implements ImportOutcome {}
}
