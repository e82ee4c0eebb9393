package io.meshlog.store.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.SampleHistory;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.log.LogFault;
import io.meshlog.store.rebuild.Projections.Mended;
import io.meshlog.store.verify.LogVerifier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionsSliceTest {
  private static final int HEAD = 80;

  private StoreFixture fixture;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
    new SampleHistory(store, 5).upTo(HEAD);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private boolean sound() throws Exception {
    return new LogVerifier(fixture.dataSource()).verify().sound();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "truncate resource_current",
        "truncate channel_head",
        "update resource_current set payload = '{}'",
        "update resource_current set version = version + 1, schema_version = 0",
        "update stream set version = version + 1, last_pos = 1, deleted = not deleted",
        "insert into resource_current values (4711, '{}', 1, 1)",
        "truncate resource_current; update stream set deleted = true; truncate channel_head"
      })
  void whateverIsWrongIsMended(String damage) throws Exception {
    fixture.execute(damage);
    assertThat(sound()).isFalse();
    Mended mended = new Projections(fixture.owner()).rebuild();

    assertThat(mended.pos()).isEqualTo(HEAD);
    assertThat(mended.resources() + mended.channels()).isPositive();
    assertThat(sound()).isTrue();
    assertThat(new Projections(fixture.owner()).rebuild()).isEqualTo(new Mended(HEAD, 0, 0));
  }

  @Test
  void aLogThatLostItsBeginningIsEnough() throws Exception {
    fixture.removeUpTo(store, 60);
    fixture.execute("truncate resource_current; truncate channel_head");
    new Projections(fixture.owner()).rebuild();

    assertThat(sound()).isTrue();
  }

  @Test
  void writersGoOnMeanwhileAndNothingIsLost() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Long> writes =
        CompletableFuture.supplyAsync(() -> {
          try {
            long head = HEAD;
            for (int round = 0; !done.get() || head < HEAD + 200; round++) {
              head += 20;
              new SampleHistory(store, round).upTo(head);
            }
            return head;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    for (int round = 0; round < 15; round++) {
      // Damage that an append heals or leaves, never one that it would build on.
      fixture.execute("update resource_current set schema_version = 0");
      new Projections(fixture.owner()).rebuild();
      assertThat(fixture.number("select count(*) from resource_current where schema_version = 0"))
          .isZero();
    }
    done.set(true);

    assertThat(writes.get()).isGreaterThan(HEAD);
    assertThat(sound()).isTrue();
  }

  @Test
  void whichResourceAStreamIsCannotBeDerived() throws Exception {
    fixture.execute("delete from stream where stream_id = 1");

    assertThatThrownBy(() -> new Projections(fixture.owner()).rebuild())
        .isInstanceOf(LogFault.class)
        .hasMessageContaining("stream has lost 1");
  }
}
