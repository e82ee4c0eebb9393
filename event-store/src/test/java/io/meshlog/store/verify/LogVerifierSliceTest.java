package io.meshlog.store.verify;

import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.putZone;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.verify.LogVerifier.Report;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogVerifierSliceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1 | 0 | ",
        "update event set payload = '{\"labels\":{},\"spec\":{}}' where pos = 3 | 3 | payload",
        "update event set meta = '{\"actor\":\"someone\"}' where pos = 2 | 2 | its hash says",
        "update event set hash = prev_hash where pos = 4 | 4 | its hash says",
        "delete from event where pos = 3 | 4 | position 3 is missing",
        "delete from event where pos = 6 | 6 | ends at 5",
        "update event set export_hash = hash where pos = 5 | 5 | its hash says",
        "update resource_current set payload = '{}' where pos = 6 | 6 | resource_current differs",
        "delete from resource_current where pos = 2 | 2 | resource_current differs",
        "update log_meta set head_pos = 9 | 7 | its head is at 9",
        "update stream set version = 9 where name = 'z3' | 3 | stream differs",
        "update stream set deleted = true where name = 'z2' | 2 | stream differs",
        "delete from stream where name = 'z4' | 4 | its stream 4 is missing",
        "update resource_current set schema_version = 0 where pos = 4 | 4 | resource_current differs",
        "update channel_head set export_seq = 7 | 6 | channel_head differs",
        "delete from channel_head | 6 | channel_head has lost global.policy"
      })
  void namesTheFirstBadPosition(String damage, long pos, String what) throws Exception {
    try (StoreFixture fixture = StoreFixture.fresh();
        EventStore store = fixture.open(Origin.GLOBAL)) {
      for (int i = 1; i <= 6; i++) {
        appended(store.log(), putZone("z" + i % 5, i < 6));
      }
      fixture.execute("alter table event disable trigger all; " + damage);
      Report report = new LogVerifier(fixture.dataSource()).verify();

      if (pos == 0) {
        assertThat(report).isEqualTo(new Report(6, 6, null));
      } else {
        assertThat(report.problem()).isNotNull();
        assertThat(report.problem().pos()).isEqualTo(pos);
        assertThat(report.problem().what()).contains(what);
      }
    }
  }
}
