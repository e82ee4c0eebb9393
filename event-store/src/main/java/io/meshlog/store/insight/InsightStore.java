package io.meshlog.store.insight;

import io.meshlog.store.lease.RoleTerm;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.PageRequest;

/** Insights of this zone's proxies and, at Global, of all zones'. Thread-safe. */
public final class InsightStore {
  private static final Logger LOG = LoggerFactory.getLogger(InsightStore.class);

  /** A part of a listing. */
  public record Listing(List<Insight> items, long total) {
    public Listing {
      items = List.copyOf(items);
    }
  }

  private final InsightRepository repository;
  private final ManyRows many;
  private final Clock clock;
  private final List<InsightListener> listeners = new CopyOnWriteArrayList<>();

  InsightStore(InsightRepository repository, ManyRows many, Clock clock) {
    this.repository = repository;
    this.many = many;
    this.clock = clock;
  }

  /**
   * Stores an insight; a new one replaces the old.
   *
   * @return false when it was there just so: listeners are not told
   */
  public boolean put(String type, String mesh, String name, String zone, String body) {
    Insight insight = new Insight(type, mesh, name, zone, body, now());
    return told(
        insight, repository.put(type, mesh, name, zone, body, glance(body), insight.updatedAt()));
  }

  /**
   * As {@link #put}, for what a leased role writes.
   *
   * @return false, without effect, also when the turn is over
   */
  public boolean put(
      String type, String mesh, String name, String zone, String body, RoleTerm turn) {
    Insight insight = new Insight(type, mesh, name, zone, body, now());
    return told(
        insight,
        repository.putInTurn(
            type,
            mesh,
            name,
            zone,
            body,
            glance(body),
            insight.updatedAt(),
            turn.role(),
            turn.term()));
  }

  /**
   * One of many insights to be stored.
   *
   * @param read the one it replaces if it is still there; null: whatever is there
   */
  public record Writing(
      String type,
      String mesh,
      String name,
      String zone,
      String body,
      @Nullable Insight read,
      Instant at) {
    Insight insight() {
      return new Insight(type, mesh, name, zone, body, at.truncatedTo(ChronoUnit.MICROS));
    }
  }

  /**
   * As {@link #put} and {@link #replace}, for many at once, each of another proxy.
   *
   * @return those that were stored, as they are now
   */
  public Map<Writing, Insight> write(Collection<Writing> writings) {
    Set<ManyRows.Key> keys = new HashSet<>();
    keys.addAll(many.put(writings.stream().filter(each -> each.read() == null).toList()));
    keys.addAll(many.replace(writings.stream().filter(each -> each.read() != null).toList()));
    Map<Writing, Insight> stored = new HashMap<>();
    for (Writing writing : writings) {
      Insight now = writing.insight();
      if (keys.contains(ManyRows.Key.of(now))) {
        stored.put(writing, now);
        tell(now.type(), now.mesh(), now.name(), now.zone(), now);
      }
    }
    return stored;
  }

  /** Stores a new body unless somebody else has changed the insight since it was read. */
  public boolean replace(Insight read, String body) {
    Insight insight = new Insight(read.type(), read.mesh(), read.name(), read.zone(), body, now());
    return told(
        insight,
        repository.replace(
            read.type(),
            read.mesh(),
            read.name(),
            read.zone(),
            read.body(),
            body,
            glance(body),
            insight.updatedAt()));
  }

  private static String glance(String body) {
    return Glance.of(body).text();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private boolean told(Insight insight, int changed) {
    if (changed > 0) {
      tell(insight.type(), insight.mesh(), insight.name(), insight.zone(), insight);
    }
    return changed > 0;
  }

  public Optional<Insight> find(String type, String mesh, String name, String zone) {
    return find(type, mesh, name).stream().filter(i -> i.zone().equals(zone)).findFirst();
  }

  /** Of whatever zone; several zones may have a proxy of that name. */
  public List<Insight> find(String type, String mesh, String name) {
    return repository.findByIdTypeAndIdMeshAndIdName(type, mesh, name).stream()
        .map(InsightEntity::value)
        .toList();
  }

  /** Of those names in one mesh, of whatever zone. */
  public List<Insight> find(String type, String mesh, Collection<String> names) {
    return names.isEmpty()
        ? List.of()
        : repository.named(type, mesh, names).stream().map(InsightEntity::value).toList();
  }

  /**
   * What all insights of a type say in short, without reading their bodies.
   *
   * @param mesh null for all
   */
  public Map<Glance.Key, Glance> glances(String type, @Nullable String mesh) {
    Map<Glance.Key, Glance> glances = new HashMap<>();
    // Thousands of proxies look alike.
    Map<String, Glance> read = new HashMap<>();
    for (GlanceRow row : repository.glances(type, mesh)) {
      String text = row.glance();
      glances.put(
          row.key(), text == null ? row.value() : read.computeIfAbsent(text, none -> row.value()));
    }
    return glances;
  }

  /**
   * Sorted by mesh, zone and name.
   *
   * @param mesh and {@code zone}: null for all
   */
  public Listing list(
      String type, @Nullable String mesh, @Nullable String zone, int page, int size) {
    var found = repository.page(type, mesh, zone, PageRequest.of(page, size));
    return new Listing(
        found.getContent().stream().map(InsightEntity::value).toList(), found.getTotalElements());
  }

  /** False when there was none. */
  public boolean forget(String type, String mesh, String name, String zone) {
    boolean gone = repository.forget(type, mesh, name, zone) > 0;
    if (gone) {
      tell(type, mesh, name, zone, null);
    }
    return gone;
  }

  /** As {@link #forget}, for what a leased role does; false also when the turn is over. */
  public boolean forget(String type, String mesh, String name, String zone, RoleTerm turn) {
    boolean gone = repository.forgetInTurn(type, mesh, name, zone, turn.role(), turn.term()) > 0;
    if (gone) {
      tell(type, mesh, name, zone, null);
    }
    return gone;
  }

  /** Closing the result ends it. */
  public AutoCloseable subscribe(InsightListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(String type, String mesh, String name, String zone, @Nullable Insight now) {
    for (InsightListener listener : listeners) {
      try {
        listener.changed(type, mesh, name, zone, now);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on {} {}", type, name, e);
      }
    }
  }
}
