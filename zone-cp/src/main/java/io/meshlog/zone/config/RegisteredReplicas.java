package io.meshlog.zone.config;

import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.history.History;
import io.meshlog.store.history.HistoryQuery;
import io.meshlog.store.insight.ProxyStatusStore;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.dataplane.OtherReplicas;
import io.meshlog.zone.status.SessionName;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The replicas as the database knows them.
 *
 * @param self names this one
 */
record RegisteredReplicas(ProxyStatusStore statuses, String self, History history)
    implements OtherReplicas {
  @Override
  public boolean serve(ProxyKey proxy) {
    return statuses.servedByOther(SessionName.of(proxy), self);
  }

  @Override
  public Optional<String> removedBy(ResourceKey key) {
    try {
      HistoryQuery newestOnly = HistoryQuery.of(key, HistoryQuery.Page.newest(1));
      return history.find(newestOnly).entries().stream()
          .filter(newest -> newest.after() == null)
          .map(newest -> newest.event().meta().actor())
          .findFirst();
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }
}
