package io.meshlog.store.fault;

import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import java.util.concurrent.TimeUnit;

/** A process that appends one command and halts at the fail point it is told. */
final class HaltingChild {
  static final int HALTED = 42;

  private HaltingChild() {}

  public static void main(String[] args) throws Exception {
    PostgresDatabase database =
        new PostgresDatabase(args[0], Integer.parseInt(args[1]), args[2], args[3], args[4]);
    try (StoreFixture fixture = StoreFixture.on(database)) {
      EventStore store =
          fixture.open(
              Origin.GLOBAL,
              StoreOptions.DEFAULT.withFailPoint(point -> {
                if (point.equals(args[5])) {
                  Runtime.getRuntime().halt(HALTED);
                }
              }));
      store
          .log()
          .append(request(putZone("child", true, Expected.ABSENT), "key", "body"))
          .get(30, TimeUnit.SECONDS);
    }
  }
}
