package io.meshlog.embedded.testing.fault;

/** The faults of {@code docs/reliability.md}, one a row; each must have a test that ran. */
public enum FaultRow {
  APPEND_KILLED("Control plane killed at any point of the append"),
  PUBLISHER_KILLED("Publisher killed between Kafka's commit and the cursor"),
  PUBLISHER_FROZEN("Publisher frozen, then resumed"),
  POSTGRES_DOWN("Postgres down"),
  POSTGRES_RESTORED("Postgres restored with loss"),
  KAFKA_DOWN("Kafka down"),
  KAFKA_WIPED("Kafka wiped"),
  ZONE_PARTITIONED("Zone partitioned"),
  PAST_RETENTION("Zone offline past retention"),
  BAD_RECORDS("Duplicate, reordered, missing, corrupt records"),
  NAME_CONFLICT("Two zones with one name"),
  GLOBAL_LOST("Global lost"),
  POISON_EVENT("Poison event among many"),
  DISK_FULL("Disk full"),
  CLOCK_JUMP("Clock jump of an hour"),
  SLOW_PROXY("Proxy that never ACKs or reads one byte a second"),
  NEWER_EVENT_TYPE("Older version receives a newer event type");

  private final String title;

  FaultRow(String title) {
    this.title = title;
  }

  /** As the table of {@code docs/reliability.md} names it. */
  public String title() {
    return title;
  }
}
