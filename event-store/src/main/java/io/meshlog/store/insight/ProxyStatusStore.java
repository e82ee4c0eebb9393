package io.meshlog.store.insight;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.PageRequest;

/** How far each proxy has come, across replicas. Thread-safe. */
public final class ProxyStatusStore {
  private final ProxyStatusRepository repository;

  ProxyStatusStore(ProxyStatusRepository repository) {
    this.repository = repository;
  }

  /** False when a later session of the proxy has spoken already. */
  public boolean put(ProxyStatus status) {
    return repository.put(
            status.proxy(),
            status.replica(),
            status.sessionNo(),
            status.targetPos(),
            status.ackedPos(),
            status.nackReason(),
            status.lastSeen())
        > 0;
  }

  public Optional<ProxyStatus> find(String proxy) {
    return repository.findByProxy(proxy).map(ProxyStatusEntity::value);
  }

  public List<ProxyStatus> page(int page, int size) {
    return repository.findAllByOrderByProxy(PageRequest.of(page, size)).stream()
        .map(ProxyStatusEntity::value)
        .toList();
  }

  public boolean forget(String proxy) {
    return repository.forget(proxy) > 0;
  }
}
