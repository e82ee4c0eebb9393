package io.meshlog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.store.StoreFixture;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoleLeaseSliceTest {
  private static final Duration SHORT = Duration.ofMillis(600);
  private StoreFixture fixture;

  /** What a replica heard, in order. */
  private static final class Heard implements LeaseListener {
    private final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void gained(long term) {
      words.add("gained " + term);
    }

    @Override
    public void lost(long term) {
      words.add("lost " + term);
    }
  }

  @BeforeEach
  void open() {
    fixture = StoreFixture.fresh();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private RoleLease lease(String holder, LeaseListener listener) {
    return new RoleLease(fixture.pool(), "publish", holder, SHORT).listen(listener).start();
  }

  private boolean holds(long term) throws Exception {
    try (Connection connection = fixture.dataSource().getConnection()) {
      return RoleLease.holds(connection, "publish", term);
    }
  }

  @Test
  void oneAtATimePlaysTheRoleAndItIsHandedOverOnClose() throws Exception {
    Heard first = new Heard();
    Heard second = new Heard();
    RoleLease a = lease("a", first);
    StoreFixture.eventually(() -> a.term().isPresent());
    RoleLease b = lease("b", second);
    Heard late = new Heard();
    a.listen(late);

    assertThat(late.words).containsExactly("gained 1");
    assertThat(b.term()).isEmpty();
    a.close();
    StoreFixture.eventually(() -> b.term().isPresent());
    assertThat(first.words).containsExactly("gained 1", "lost 1");
    assertThat(second.words).containsExactly("gained 2");
    assertThat(holds(1)).isFalse();
    assertThat(holds(2)).isTrue();
    b.close();
  }

  @Test
  void aHolderWhoseTimeWasTakenNoticesAndIsFenced() throws Exception {
    Heard first = new Heard();
    RoleLease a = lease("a", first);
    StoreFixture.eventually(() -> a.term().isPresent());
    fixture.execute("update role_lease set term = 5, holder = 'thief', expires_at = now()");
    StoreFixture.eventually(() -> a.term().isPresent() && a.term().getAsLong() == 6);

    assertThat(first.words).containsExactly("gained 1", "lost 1", "gained 6");
    assertThat(holds(1)).isFalse();
    a.close();
  }

  @Test
  void aRoleIsKeptLongerThanOneLeaseByRenewal() throws Exception {
    Heard heard = new Heard();
    RoleLease a = lease("a", heard);
    StoreFixture.eventually(() -> a.term().isPresent());
    String begun = fixture.text("select renewed_at from role_lease");
    StoreFixture.eventually(() ->
        fixture.number(
                "select (renewed_at > timestamptz '"
                    + begun
                    + "' + interval '700 ms')::int"
                    + " from role_lease")
            == 1);

    assertThat(heard.words).containsExactly("gained 1");
    a.close();
  }
}
