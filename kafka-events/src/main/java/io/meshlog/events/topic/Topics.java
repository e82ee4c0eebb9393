package io.meshlog.events.topic;

import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import java.time.Duration;
import java.util.Map;

/**
 * Every topic there is, {@code meshlog.v1.<channel>.<log|state>} (design.md section 4). Literal
 * names, so that each can have its own access rules.
 *
 * <p>A channel of events has two: {@code log} by time, {@code state} compacted. Facts have a
 * compacted {@code state} only: {@code insight} and {@code status} of a zone, and {@code keys}, the
 * wrapped data keys of a control plane's sealed secrets.
 */
public final class Topics {
  private static final String PREFIX = "meshlog.v1.";

  private static final Duration LOG_KEPT = Duration.ofDays(7);
  private static final Duration TOMBSTONES_KEPT = Duration.ofDays(7);
  private static final Duration REQUESTS_KEPT = Duration.ofMinutes(10);
  private static final long MOST_REQUEST_BYTES = 256L << 20;
  private static final Duration INSIGHT_KEPT = Duration.ofHours(24);
  private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);

  /** Records that could not be applied, with the reason, from whatever reader. */
  public static final Topic DEAD_LETTERS =
      Topic.of(
          PREFIX + "dlt",
          Map.of("cleanup.policy", "delete", "retention.ms", millis(DEAD_LETTERS_KEPT)));

  /**
   * The door bell: a zone writes its name here when it starts, so that Global learns of new zones
   * without looking for topics. Nothing in it is believed; what counts is the zone's own status.
   */
  public static final Topic ZONES = compacted(PREFIX + "zones");

  private Topics() {}

  /** Every event of the channel in order, kept by time. */
  public static Topic log(Channel channel) {
    return Topic.of(
        PREFIX + channel.name() + ".log",
        Map.of("cleanup.policy", "delete", "retention.ms", millis(LOG_KEPT)));
  }

  /** The newest event of every resource of the channel. */
  public static Topic state(Channel channel) {
    return compacted(PREFIX + channel.name() + ".state");
  }

  /** Insights of the zone's proxies; a proxy that is silent for a day is forgotten. */
  public static Topic insight(String zone) {
    return Topic.of(
        PREFIX + "zone." + zone + ".insight.state",
        Map.of(
            "cleanup.policy", "compact,delete",
            "retention.ms", millis(INSIGHT_KEPT),
            "delete.retention.ms", millis(TOMBSTONES_KEPT)));
  }

  /** Who the zone is and how it is doing. */
  public static Topic status(String zone) {
    return compacted(PREFIX + "zone." + zone + ".status.state");
  }

  /**
   * Questions of Global to the zone, sealed, for the moment: no part of the contract with others.
   */
  public static Topic requests(String zone) {
    return momentary(PREFIX + "zone." + zone + ".requests");
  }

  /** The zone's answers, as {@link #requests}. */
  public static Topic replies(String zone) {
    return momentary(PREFIX + "zone." + zone + ".replies");
  }

  private static Topic momentary(String name) {
    return Topic.of(
        name,
        Map.of(
            "cleanup.policy", "delete",
            "retention.ms", millis(REQUESTS_KEPT),
            "retention.bytes", Long.toString(MOST_REQUEST_BYTES),
            "segment.bytes", Long.toString(MOST_REQUEST_BYTES / 4)));
  }

  /** Wrapped data keys of the owner's sealed secrets; deleting one shreds the secret everywhere. */
  public static Topic keys(Origin owner) {
    String name = owner.isGlobal() ? "global" : "zone." + owner.zone();
    return compacted(PREFIX + name + ".keys.state");
  }

  private static Topic compacted(String name) {
    return Topic.of(
        name, Map.of("cleanup.policy", "compact", "delete.retention.ms", millis(TOMBSTONES_KEPT)));
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
