package io.meshlog.events.envelope;

/** What a record turned out to be. */
public sealed interface Received {

  /**
   * @param term of the publisher's lease, for diagnosis
   */
  record OfEvent(ExportedEvent event, long term) implements Received {}

  record OfCheckpoint(Checkpoint checkpoint) implements Received {}

  record OfKey(WrappedKey key) implements Received {}

  record OfSigningKeys(AnnouncedKeys keys) implements Received {}

  record OfStatus(ZoneStatus status) implements Received {}

  record OfFact(Fact fact) implements Received {}

  /** Not a record of this contract; the reason is for people. */
  record Unreadable(String reason) implements Received {}
}
