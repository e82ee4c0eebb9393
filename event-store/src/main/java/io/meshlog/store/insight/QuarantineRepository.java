package io.meshlog.store.insight;

import java.util.List;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface QuarantineRepository extends Repository<QuarantineEntity, Long> {
  List<QuarantineEntity> findByStateOrderById(String state, Pageable page);

  List<QuarantineEntity> findByChannelAndStateOrderById(
      String channel, String state, Pageable page);

  @Query(
      nativeQuery = true,
      value =
          """
          select * from quarantine where state = 'OPEN' and starts_with(channel, :channels)
          order by id limit :size offset :from
          """)
  List<QuarantineEntity> open(
      @Param("channels") String channels, @Param("from") int from, @Param("size") int size);

  long countByStateAndChannelStartingWith(String state, String channels);
}
