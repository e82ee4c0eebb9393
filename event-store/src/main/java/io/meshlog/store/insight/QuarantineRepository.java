package io.meshlog.store.insight;

import java.util.List;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
interface QuarantineRepository extends Repository<QuarantineEntity, Long> {
  List<QuarantineEntity> findByStateOrderById(String state, Pageable page);

  List<QuarantineEntity> findByChannelAndStateOrderById(
      String channel, String state, Pageable page);
}
