package io.meshlog.store.push;

import io.meshlog.store.push.PushRow.Decision;
import java.time.Instant;
import java.util.List;

/**
 * Where what proxies were told is stored. Blocks. Writing the same again changes nothing, so what
 * failed or is in doubt can be tried again.
 */
public interface PushSink {

  /** What became of a push whose row is stored already. */
  record Amendment(String session, int number, Decision decision) {}

  /**
   * Stores rows and what became of earlier ones, all or nothing. Of proxies with a new whole row,
   * the oldest rows beyond {@code keep} go, up to the whole row that the kept ones build on.
   *
   * @throws io.meshlog.store.log.UncheckedSql when the database cannot take them now
   */
  void write(List<PushRow> rows, List<Amendment> amendments, int keep);

  /**
   * Removes rows that are older, but not those on which younger ones of their session build.
   *
   * @param limit of one call
   * @return how many went
   * @throws io.meshlog.store.log.UncheckedSql when the database cannot do it now
   */
  int expire(Instant before, int limit);
}
