package io.meshlog.store.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.SampleHistory;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.cli.DatabaseFolder.Opened;
import io.meshlog.store.config.PostgresProperties;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCommandSliceTest {
  private static final int HEAD = 12;

  @TempDir private Path data;
  private StoreFixture fixture;
  private EventStore store;
  private final List<Path> opened = new ArrayList<>();
  private int closed;

  /** What one run came to. */
  private record Run(int code, String out, String said) {}

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
    new SampleHistory(store, 1).upTo(HEAD);
    Files.createDirectories(data.resolve("postgres/cluster"));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private Run run(StoreFixture on, String in, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    DatabaseFolder folders =
        folder -> {
          opened.add(folder);
          return new Opened(owner(on.database()), () -> closed++);
        };
    int code =
        new LogCommand(
                folders,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintStream(said, true, StandardCharsets.UTF_8))
            .run(arguments);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), said.toString(StandardCharsets.UTF_8));
  }

  private static PostgresProperties owner(PostgresDatabase database) {
    return PostgresProperties.of(
        database.host(), database.port(), database.user(), database.password(), database.name());
  }

  private Run verify() {
    return run(fixture, "", "verify", "--data", data.toString());
  }

  @Test
  void aSoundLogEndsWithZero() {
    assertThat(verify()).isEqualTo(new Run(0, "", "sound: 12 events, up to position 12\n"));
    assertThat(opened).containsExactly(data.resolve("postgres"));
    assertThat(closed).isEqualTo(1);
  }

  @Test
  void theFirstBadPositionIsNamed() throws Exception {
    fixture.execute(
        """
        alter table event disable trigger all;
        update event set meta = '{}' where pos = 7;
        update event set meta = '{}' where pos = 9;
        alter table event enable trigger all;
        """);

    assertThat(verify())
        .isEqualTo(new Run(1, "", "position 7: the event is not what its hash says\n"));
  }

  @Test
  void aWrongTableIsToldFromAWrongLogAndMended() throws Exception {
    fixture.execute("truncate resource_current");
    Run wrong = verify();

    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.said()).contains("resource_current differs", "sound up to 12", "log rebuild");
    Run mended = run(fixture, "", "rebuild", "--data", data.toString());
    assertThat(mended.code()).isZero();
    assertThat(mended.said()).contains("folded up to position 12");
    assertThat(verify().code()).isZero();
  }

  @Test
  void aLogGoesOutAndIn() throws Exception {
    Run export = run(fixture, "", "export", "--data", data.toString());
    assertThat(export.code()).isZero();
    assertThat(export.said()).isEqualTo("12 events\n");
    try (StoreFixture empty = StoreFixture.fresh()) {
      Run cut = run(empty, export.out().substring(0, 5_000), "import", "--data", data.toString());
      assertThat(cut.code()).isEqualTo(1);
      assertThat(cut.said()).contains("line ");

      Run taken = run(empty, export.out(), "import", "--data", data.toString());
      assertThat(taken).isEqualTo(new Run(0, "", "12 events\n"));
      assertThat(run(empty, "", "export", "--data", data.toString()).out()).isEqualTo(export.out());
      assertThat(run(empty, export.out(), "import", "--data", data.toString()).code()).isEqualTo(1);
    }
  }

  @Test
  void anImportMayBeTheFirstThingInAFolder() throws Exception {
    Run export = run(fixture, "", "export", "--data", data.toString());
    Path elsewhere = data.resolve("new");
    opened.clear();
    try (StoreFixture empty = StoreFixture.fresh()) {
      Run taken = run(empty, export.out(), "import", "--data", elsewhere.toString());

      assertThat(taken.code()).isZero();
      assertThat(opened).containsExactly(elsewhere.resolve("postgres"));
    }
  }

  @Test
  void aPartIsAskedForByPosition() {
    Run part = run(fixture, "", "export", "--data", data.toString(), "--from", "3", "--to", "5");

    assertThat(part.said()).isEqualTo("3 events\n");
    assertThat(part.out().lines()).hasSize(4);
  }

  @Test
  void whatItCannotFindOutEndsWithTwo() {
    Run nowhere = run(fixture, "", "verify");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.said()).contains("which database?");
    Run empty = run(fixture, "", "verify", "--data", data.resolve("none").toString());
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.said()).contains("no control plane has its PostgreSQL in");
    assertThat(run(fixture, "", "verify", "--what").code()).isEqualTo(2);
    assertThat(run(fixture, "").said()).contains("verify", "export", "import", "rebuild");
  }
}
