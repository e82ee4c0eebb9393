package io.meshlog.store.insight;

import io.meshlog.model.resource.Channel;
import java.util.List;
import org.springframework.data.domain.PageRequest;

/** The records that wait for a good version of their key: why a zone is degraded. Thread-safe. */
public final class Quarantine {
  private static final String OPEN = "OPEN";
  private final QuarantineRepository repository;

  Quarantine(QuarantineRepository repository) {
    this.repository = repository;
  }

  public List<Quarantined> open(int page, int size) {
    return repository.findByStateOrderById(OPEN, PageRequest.of(page, size)).stream()
        .map(QuarantineEntity::value)
        .toList();
  }

  public List<Quarantined> open(Channel channel, int page, int size) {
    return repository
        .findByChannelAndStateOrderById(channel.name(), OPEN, PageRequest.of(page, size))
        .stream()
        .map(QuarantineEntity::value)
        .toList();
  }

  /** A part of a listing. */
  public record Listing(List<Quarantined> items, long total) {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /**
   * The oldest first.
   *
   * @param channels what the channels' names begin with; empty for all
   */
  public Listing open(String channels, int from, int size) {
    return new Listing(
        repository.open(channels, from, size).stream().map(QuarantineEntity::value).toList(),
        repository.countByStateAndChannelStartingWith(OPEN, channels));
  }
}
