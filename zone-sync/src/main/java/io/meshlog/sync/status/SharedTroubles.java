package io.meshlog.sync.status;

import io.meshlog.store.lease.Presence;
import io.meshlog.store.sync.SyncFacts;
import io.meshlog.store.sync.SyncProblem;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.kafka.Signal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what this replica knows to be wrong where every replica finds it. What belongs to a role is
 * said by who plays it: the last words of a former player are not. Owns one thread.
 */
public final class SharedTroubles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedTroubles.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final SyncFacts facts;
  private final Troubles troubles;
  private final Map<String, Turn> turns;
  private final String replica;
  private final Clock clock;
  private final Map<String, Instant> began = new HashMap<>();
  private final Signal wake = new Signal();
  private final List<AutoCloseable> subscriptions;
  private final Thread thread;

  /**
   * @param turns of the roles whose players report troubles
   */
  public SharedTroubles(
      SyncFacts facts, Troubles troubles, List<Turn> turns, Presence presence, Clock clock) {
    this.facts = facts;
    this.troubles = troubles;
    this.turns = turns.stream().collect(Collectors.toMap(Turn::role, turn -> turn));
    this.replica = presence.self();
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("sync troubles").unstarted(this::run);
    troubles.onChange(wake::raise);
    this.subscriptions =
        Stream.concat(
                turns.stream().map(turn -> turn.onChange(wake::raise)),
                Stream.of(presence.onReturn(wake::raise)))
            .toList();
  }

  public void start() {
    thread.start();
  }

  /** What this replica may say now, whether the database takes it or not. */
  public synchronized List<SyncProblem> now() {
    Instant now = Instant.now(clock);
    Set<String> present = new HashSet<>();
    List<SyncProblem> problems = new ArrayList<>();
    troubles
        .byPart()
        .forEach((part, sentence) -> {
          if (isMine(part)) {
            String code = ReasonCode.of(part, sentence);
            present.add(code + ' ' + part);
            Instant since = began.computeIfAbsent(code + ' ' + part, first -> now);
            problems.add(new SyncProblem(part, code, sentence, since));
          }
        });
    began.keySet().retainAll(present);
    return problems;
  }

  public SyncProblem databaseIsAway(String why) {
    return new SyncProblem("database", ReasonCode.DATABASE, why, Instant.now(clock));
  }

  /** The registry gives our name to another log. */
  public SyncProblem nameIsTaken(UUID other) {
    return new SyncProblem(
        "name", ReasonCode.NAME_CONFLICT, "the log " + other + " has it", Instant.now(clock));
  }

  private boolean isMine(String part) {
    return ReasonCode.role(part).map(turns::get).map(turn -> turn.term().isPresent()).orElse(true);
  }

  private void run() {
    try {
      while (true) {
        try {
          facts.say(replica, now());
          wake.await();
        } catch (SQLException e) {
          LOG.debug("troubles not shared: {}", e.getMessage());
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("stops to share troubles");
    }
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable subscription : subscriptions) {
      subscription.close();
    }
    thread.interrupt();
    thread.join(Duration.ofSeconds(5));
  }
}
