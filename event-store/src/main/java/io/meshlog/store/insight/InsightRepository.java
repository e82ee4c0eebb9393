package io.meshlog.store.insight;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface InsightRepository extends Repository<InsightEntity, InsightEntity.Id> {

  List<InsightEntity> findByIdTypeAndIdMeshAndIdName(String type, String mesh, String name);

  @Query(
      """
      select i from InsightEntity i
      where i.id.type = :type and i.id.mesh = :mesh and i.id.name in :names
      """)
  List<InsightEntity> named(
      @Param("type") String type,
      @Param("mesh") String mesh,
      @Param("names") Collection<String> names);

  /** The body only of rows that have no glance yet. */
  @Query(
      """
      select new io.meshlog.store.insight.GlanceRow(
        i.id.mesh, i.id.name, i.id.zone, i.glance,
        case when i.glance is null then i.body else null end)
      from InsightEntity i where i.id.type = :type and (:mesh is null or i.id.mesh = :mesh)
      """)
  List<GlanceRow> glances(@Param("type") String type, @Param("mesh") @Nullable String mesh);

  @Query(
      """
      select i from InsightEntity i
      where i.id.type = :type and (:mesh is null or i.id.mesh = :mesh)
        and (:zone is null or i.id.zone = :zone)
      order by i.id.mesh, i.id.zone, i.id.name
      """)
  Page<InsightEntity> page(
      @Param("type") String type,
      @Param("mesh") @Nullable String mesh,
      @Param("zone") @Nullable String zone,
      Pageable page);

  /** One statement, so that two writers cannot collide; 0 when nothing changes. */
  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          insert into insight as i (type, mesh, name, zone, body, glance, updated_at)
          values (:type, :mesh, :name, :zone, :body, :glance, :at)
          on conflict (type, mesh, name, zone) do update
          set body = excluded.body, glance = excluded.glance, updated_at = excluded.updated_at
          where i.body <> excluded.body
          """)
  int put(
      @Param("type") String type,
      @Param("mesh") String mesh,
      @Param("name") String name,
      @Param("zone") String zone,
      @Param("body") String body,
      @Param("glance") String glance,
      @Param("at") Instant at);

  /** As {@link #put}, while a role's term lasts. */
  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          insert into insight as i (type, mesh, name, zone, body, glance, updated_at)
          select :type, :mesh, :name, :zone, :body, :glance, :at from role_lease l
          where l.role = :role and l.term = :term for share
          on conflict (type, mesh, name, zone) do update
          set body = excluded.body, glance = excluded.glance, updated_at = excluded.updated_at
          where i.body <> excluded.body
          """)
  int putInTurn(
      @Param("type") String type,
      @Param("mesh") String mesh,
      @Param("name") String name,
      @Param("zone") String zone,
      @Param("body") String body,
      @Param("glance") String glance,
      @Param("at") Instant at,
      @Param("role") String role,
      @Param("term") long term);

  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          delete from insight i where i.type = :type and i.mesh = :mesh and i.name = :name
            and i.zone = :zone and exists (
              select 1 from role_lease l where l.role = :role and l.term = :term for share)
          """)
  int forgetInTurn(
      @Param("type") String type,
      @Param("mesh") String mesh,
      @Param("name") String name,
      @Param("zone") String zone,
      @Param("role") String role,
      @Param("term") long term);

  /** 0 when the body is another than was expected. */
  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          update insight set body = :body, glance = :glance, updated_at = :at
          where type = :type and mesh = :mesh and name = :name and zone = :zone
            and body = :expected
          """)
  int replace(
      @Param("type") String type,
      @Param("mesh") String mesh,
      @Param("name") String name,
      @Param("zone") String zone,
      @Param("expected") String expected,
      @Param("body") String body,
      @Param("glance") String glance,
      @Param("at") Instant at);

  @Transactional
  @Modifying
  @Query(
      """
      delete from InsightEntity i where i.id.type = :type and i.id.mesh = :mesh
        and i.id.name = :name and i.id.zone = :zone
      """)
  int forget(
      @Param("type") String type,
      @Param("mesh") String mesh,
      @Param("name") String name,
      @Param("zone") String zone);
}
