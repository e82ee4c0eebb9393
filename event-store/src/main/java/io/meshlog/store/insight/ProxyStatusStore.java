package io.meshlog.store.insight;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.data.domain.PageRequest;

/**
 * Who serves each proxy, and how far it has come, across replicas. A proxy has one row, of its
 * newest session; the database numbers sessions, so an older one's late word is ignored whatever
 * the replicas' clocks say. Thread-safe.
 */
public final class ProxyStatusStore {
  private final ProxyStatusRepository repository;
  private final ManyRows many;

  ProxyStatusStore(ProxyStatusRepository repository, ManyRows many) {
    this.repository = repository;
    this.many = many;
  }

  /** A session begins: the number it reports under. Whoever served the proxy before is deposed. */
  public long begin(String proxy, String replica, Instant seen) {
    return repository.begin(proxy, replica, seen);
  }

  /**
   * False, without effect, when a later session has begun or this one's replica counted as dead.
   */
  public boolean report(ProxyStatus status) {
    return repository.report(
            status.proxy(),
            status.sessionNo(),
            status.targetPos(),
            status.ackedPos(),
            status.nackReason(),
            status.lastSeen())
        > 0;
  }

  /**
   * As {@link #report}, for many at once, each of another proxy. Those without a number begin a
   * session first.
   *
   * @return by proxy the numbers of those that are the newest session of their proxy
   */
  public Map<String, Long> report(Collection<ProxyStatus> statuses) {
    Map<String, Long> newest = new HashMap<>();
    newest.putAll(many.begin(statuses.stream().filter(each -> each.sessionNo() == 0).toList()));
    newest.putAll(many.report(statuses.stream().filter(each -> each.sessionNo() != 0).toList()));
    return newest;
  }

  /** False, without effect, when a later session has begun. */
  public boolean end(String proxy, long session) {
    return repository.end(proxy, session) > 0;
  }

  /** As {@link #end}, for many at once: numbers by proxy. */
  public void end(Map<String, Long> sessions) {
    many.end(sessions);
  }

  public Optional<ProxyStatus> find(String proxy) {
    return repository.findByProxy(proxy).map(ProxyStatusEntity::value);
  }

  /** Whether a replica that is alive, other than this one, serves the proxy. */
  public boolean servedByOther(String proxy, String replica) {
    return repository.servedByOther(proxy, replica) > 0;
  }

  public List<ProxyStatus> page(int page, int size) {
    return repository.findAllByOrderByProxy(PageRequest.of(page, size)).stream()
        .map(ProxyStatusEntity::value)
        .toList();
  }

  /** Some of the sessions whose replica is not alive. */
  public List<ProxyStatus> orphans(int most) {
    return repository.orphans(most).stream().map(ProxyStatusEntity::value).toList();
  }

  /** False, without effect, when the session is a living replica's, or no longer the newest. */
  public boolean forgetOrphan(ProxyStatus orphan) {
    return repository.forgetOrphan(orphan.proxy(), orphan.sessionNo()) > 0;
  }
}
