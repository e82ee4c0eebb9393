package io.meshlog.store.insight;

import java.time.Instant;
import java.util.List;
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

  /** One statement, so that two replicas cannot get the same number. */
  @Transactional
  @Query(
      nativeQuery = true,
      value =
          """
          insert into proxy_status (proxy, replica, session_no, target_pos, acked_pos, last_seen)
          values (:proxy, :replica, nextval('proxy_session'), 0, 0, :seen)
          on conflict (proxy) do update
          set replica = excluded.replica, session_no = excluded.session_no, target_pos = 0,
            acked_pos = 0, nack_reason = null, last_seen = excluded.last_seen
          returning session_no
          """)
  long begin(
      @Param("proxy") String proxy, @Param("replica") String replica, @Param("seen") Instant seen);

  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          update proxy_status set target_pos = :target, acked_pos = :acked,
            nack_reason = cast(:nack as text), last_seen = :seen
          where proxy = :proxy and session_no = :session
          """)
  int report(
      @Param("proxy") String proxy,
      @Param("session") long session,
      @Param("target") long target,
      @Param("acked") long acked,
      @Param("nack") @Nullable String nack,
      @Param("seen") Instant seen);

  @Transactional
  @Modifying
  @Query("delete from ProxyStatusEntity s where s.proxy = :proxy and s.sessionNo = :session")
  int end(@Param("proxy") String proxy, @Param("session") long session);

  @Query(
      nativeQuery = true,
      value =
          """
          select count(*) from proxy_status s join replica r on r.id = s.replica
          where s.proxy = :proxy and s.replica <> :replica
            and r.expires_at > clock_timestamp()
          """)
  long servedByOther(@Param("proxy") String proxy, @Param("replica") String replica);

  @Query(
      nativeQuery = true,
      value =
          """
          select s.* from proxy_status s where not exists (
            select 1 from replica r where r.id = s.replica and r.expires_at > clock_timestamp())
          order by s.proxy limit :most
          """)
  List<ProxyStatusEntity> orphans(@Param("most") int most);

  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          delete from proxy_status s where s.proxy = :proxy and s.session_no = :session
            and not exists (
              select 1 from replica r where r.id = s.replica and r.expires_at > clock_timestamp())
          """)
  int forgetOrphan(@Param("proxy") String proxy, @Param("session") long session);
}
