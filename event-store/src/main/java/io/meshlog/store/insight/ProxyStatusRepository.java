package io.meshlog.store.insight;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface ProxyStatusRepository extends Repository<ProxyStatusEntity, String> {

  Optional<ProxyStatusEntity> findByProxy(String proxy);

  Page<ProxyStatusEntity> findAllByOrderByProxy(Pageable page);

  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          insert into proxy_status as s (proxy, replica, session_no, target_pos, acked_pos,
            nack_reason, last_seen)
          values (:proxy, :replica, :session, :target, :acked, cast(:nack as text), :seen)
          on conflict (proxy) do update
          set replica = excluded.replica, session_no = excluded.session_no,
            target_pos = excluded.target_pos, acked_pos = excluded.acked_pos,
            nack_reason = excluded.nack_reason, last_seen = excluded.last_seen
          where s.session_no <= excluded.session_no
          """)
  int put(
      @Param("proxy") String proxy,
      @Param("replica") String replica,
      @Param("session") long session,
      @Param("target") long target,
      @Param("acked") long acked,
      @Param("nack") @Nullable String nack,
      @Param("seen") Instant seen);

  @Transactional
  @Modifying
  @Query("delete from ProxyStatusEntity s where s.proxy = :proxy")
  int forget(@Param("proxy") String proxy);
}
