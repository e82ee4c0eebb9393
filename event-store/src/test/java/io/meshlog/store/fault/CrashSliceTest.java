package io.meshlog.store.fault;

import static io.meshlog.store.StoreFixture.append;
import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.verify.LogVerifier;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashSliceTest {

  @ParameterizedTest
  @Fault(FaultRow.APPEND_KILLED)
  @CsvSource({"append.locked, 0", "append.written, 0", "append.committed, 1"})
  void aControlPlaneThatDiesLeavesAllOrNothingAndARetryMakesOneEvent(String point, long left)
      throws Exception {
    try (StoreFixture fixture = StoreFixture.fresh()) {
      assertThat(halt(fixture.database(), point)).isEqualTo(HaltingChild.HALTED);
      assertThat(fixture.number("select count(*) from event")).isEqualTo(left);

      EventStore store = fixture.open(Origin.GLOBAL);
      var retried =
          append(store.log(), request(putZone("child", true, Expected.ABSENT), "key", "body"));

      assertThat(retried).isInstanceOf(Appended.class);
      assertThat(fixture.number("select count(*) from event")).isEqualTo(1);
      assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
    }
  }

  private static int halt(PostgresDatabase database, String point) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HaltingChild.class.getName(),
                database.host(),
                Integer.toString(database.port()),
                database.name(),
                database.user(),
                database.password(),
                point)
            .inheritIO()
            .start();
    if (!child.waitFor(60, TimeUnit.SECONDS)) {
      child.destroyForcibly();
    }
    return child.waitFor();
  }
}
