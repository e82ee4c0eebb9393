package io.meshlog.store.append;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Decide;
import io.meshlog.model.decide.Decision;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.decide.Rejection;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.Refused;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.log.UncheckedSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides and writes one batch of commands inside an open log transaction. */
final class BatchAppend {
  private final LogTransaction transaction;
  private final AppenderLimits limits;
  private final DedupKeys keys;
  private final Map<AppendRequest, AppendOutcome> outcomes = new IdentityHashMap<>();
  private final Map<AppendRequest, RuntimeException> faults = new IdentityHashMap<>();

  BatchAppend(LogTransaction transaction, List<AppendRequest> requests, AppenderLimits limits)
      throws SQLException {
    this.transaction = transaction;
    this.limits = limits;
    List<String> dedup = new ArrayList<>();
    Set<ResourceKey> touched = new HashSet<>();
    for (AppendRequest request : requests) {
      IdempotencyKey key = request.key();
      if (key != null) {
        dedup.add(key.key());
      }
      touched.addAll(request.command().touches());
    }
    keys = DedupKeys.read(transaction, dedup);
    transaction.load(touched);
    for (AppendRequest request : requests) {
      decide(request);
    }
  }

  /** Each command alone: one that is refused or faulty does not disturb the others. */
  private void decide(AppendRequest request) throws SQLException {
    RoleTerm turn = request.turn();
    if (turn != null && !turn.holds(transaction.connection())) {
      outcomes.put(request, new AppendOutcome.TurnOver());
      return;
    }
    IdempotencyKey key = request.key();
    Optional<AppendOutcome> known = key == null ? Optional.empty() : keys.answer(key);
    if (known.isPresent()) {
      outcomes.put(request, known.get());
      return;
    }
    try {
      AppendOutcome outcome = outcome(request);
      outcomes.put(request, outcome);
      if (key != null && outcome instanceof Appended appended) {
        keys.remember(key, appended);
      }
    } catch (UncheckedSql e) {
      throw e.sql();
    } catch (RuntimeException e) {
      faults.put(request, e);
    }
  }

  private AppendOutcome outcome(AppendRequest request) throws SQLException {
    return switch (Decide.decide(request.command(), transaction.state())) {
      case Decision.Refused(Rejection rejection) -> new Refused(rejection);
      case Decision.Accepted accepted -> {
        Optional<ResourceKey> shredded = transaction.secretWithoutKey(accepted.events());
        if (shredded.isPresent()) {
          yield new Refused(new Rejection.Conflict(shredded.get(), Expected.ANY));
        }
        transaction.append(accepted.events(), request.meta());
        yield new Appended(
            transaction.head().position(),
            transaction.streamVersion(subject(request.command())),
            accepted.created(),
            !accepted.events().isEmpty());
      }
    };
  }

  private static ResourceKey subject(Command command) {
    return switch (command) {
      case Command.Put<?> put -> put.key();
      case Command.Delete delete -> delete.key();
      case Command.DeleteMesh delete -> delete.key();
      case Command.Within within -> subject(within.part());
      case Command.Batch batch -> subject(batch.parts().getFirst());
    };
  }

  /** Writes what was decided, up to the commit; empty when the log does not change. */
  List<RecordedEvent> write() throws SQLException {
    keys.write(limits.keyLifetime());
    return transaction.flush();
  }

  /** Completes every request; call it once the transaction is committed. */
  void complete(Appender.Pending pending) {
    RuntimeException fault = faults.get(pending.request());
    if (fault != null) {
      pending.future().completeExceptionally(fault);
    } else {
      pending.future().complete(outcomes.get(pending.request()));
    }
  }
}
