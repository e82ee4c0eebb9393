package io.meshlog.sync.config;

import io.meshlog.events.envelope.Fact;
import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.sync.insight.FactSink;
import io.meshlog.sync.insight.FactSource;
import io.meshlog.sync.status.ZoneLiveness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store's insights as the sync sees them: a zone gives what it observed itself, Global takes
 * what the zones observed.
 *
 * @param zone whose observations are given
 */
record InsightFacts(InsightStore store, String zone) implements FactSource, FactSink {
  private static final int PAGE = 500;

  /** What a zone observes of its proxies, and its settings; a ZoneInsight is Global's own. */
  private static final Set<String> TYPES =
      Set.of("DataplaneInsight", "ZoneIngressInsight", "ZoneEgressInsight", ZoneLiveness.CONFIG);

  @Override
  public List<Fact> all() {
    List<Fact> facts = new ArrayList<>();
    for (String type : TYPES) {
      for (int page = 0; ; page++) {
        List<Insight> items = store.list(type, null, zone, page, PAGE).items();
        items.forEach(item -> facts.add(fact(item.type(), item.mesh(), item.name(), item.body())));
        if (items.size() < PAGE) {
          break;
        }
      }
    }
    return facts;
  }

  @Override
  public AutoCloseable subscribe(Consumer<Fact> listener) {
    return store.subscribe((type, mesh, name, observer, now) -> {
      if (TYPES.contains(type) && observer.equals(zone)) {
        listener.accept(fact(type, mesh, name, now == null ? null : now.body()));
      }
    });
  }

  private Fact fact(String type, String mesh, String name, @Nullable String body) {
    return new Fact(type, mesh, name, zone, body);
  }

  @Override
  public void accept(Fact fact, RoleTerm turn) {
    String body = fact.body();
    if (body == null) {
      store.forget(fact.type(), fact.mesh(), fact.name(), fact.zone(), turn);
    } else {
      store.put(fact.type(), fact.mesh(), fact.name(), fact.zone(), body, turn);
    }
  }

  @Override
  public Optional<Stored> find(String type, String mesh, String name, String zone) {
    return store.find(type, mesh, name, zone).map(InsightFacts::stored);
  }

  @Override
  public List<Stored> all(String type) {
    List<Stored> all = new ArrayList<>();
    for (int page = 0; ; page++) {
      List<Insight> items = store.list(type, null, null, page, PAGE).items();
      items.forEach(item -> all.add(stored(item)));
      if (items.size() < PAGE) {
        return all;
      }
    }
  }

  private static Stored stored(Insight item) {
    Fact fact = new Fact(item.type(), item.mesh(), item.name(), item.zone(), item.body());
    return new Stored(fact, item.updatedAt());
  }
}
