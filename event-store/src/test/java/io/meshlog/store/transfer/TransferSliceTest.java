package io.meshlog.store.transfer;

import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.putZone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.events.signature.EventSigner;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.SampleHistory;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.image.StateHash;
import io.meshlog.store.transfer.LogExport.Range;
import io.meshlog.store.verify.LogVerifier;
import java.io.BufferedReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TransferSliceTest {
  private static final int HEAD = 60;
  private static final List<String> DERIVED =
      List.of("stream", "resource_current", "channel_head", "log_meta", "base_event", "event");

  private StoreFixture from;
  private StoreFixture to;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    from = StoreFixture.fresh();
    to = StoreFixture.fresh();
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    EventSigner signer = EventSigner.of(pair.getPublic(), pair.getPrivate());
    // As a federated log is: every exported event signed.
    store =
        from.open(
            Origin.GLOBAL, StoreOptions.DEFAULT.withSigning(connection -> Optional.of(signer)));
    new SampleHistory(store, 11).upTo(HEAD);
    from.execute(
        """
        insert into secret_key values ('k', 'GlobalSecret', '', 'global', 's', 'ring', '\\x0102', now());
        insert into signing_key values (gen_random_uuid(), 'k1', 1, 'AAAA', 1, null, null, 'ring', '\\x03', now());
        """);
  }

  @AfterEach
  void close() throws Exception {
    from.close();
    to.close();
  }

  private String export(Range range) throws Exception {
    StringWriter out = new StringWriter();
    new LogExport(from.dataSource()).write(range, out);
    return out.toString();
  }

  private long imported(String text) throws Exception {
    return new LogImport(to.owner()).read(new BufferedReader(new StringReader(text)));
  }

  @Test
  void aLogIsTheSameInAnotherDatabase() throws Exception {
    String text = export(Range.ALL);

    assertThat(text.lines()).hasSize(HEAD + 1);
    assertThat(imported(text)).isEqualTo(HEAD);
    for (String table : DERIVED) {
      assertThat(dump(to, table)).as(table).isEqualTo(dump(from, table));
    }
    assertThat(new LogVerifier(to.dataSource()).verify().sound()).isTrue();
    assertThat(to.number("select count(*) from secret_key")).isZero();
    EventStore moved = to.open(Origin.GLOBAL);
    assertThat(StateHash.of(moved.live().current()))
        .isEqualTo(StateHash.of(store.live().current()));
    assertThat(appended(moved.log(), putZone("next", true)).position().pos()).isGreaterThan(HEAD);
    assertThat(new LogVerifier(to.dataSource()).verify().sound()).isTrue();
  }

  @Test
  void aLogWithoutItsBeginningIsTheSameToo() throws Exception {
    from.removeUpTo(store, 35);
    String text = export(Range.ALL.withKeys());
    imported(text);

    for (String table : DERIVED) {
      assertThat(dump(to, table)).as(table).isEqualTo(dump(from, table));
    }
    assertThat(dump(to, "secret_key")).isEqualTo(dump(from, "secret_key")).isNotEmpty();
    assertThat(dump(to, "signing_key")).isEqualTo(dump(from, "signing_key")).isNotEmpty();
    assertThat(new LogVerifier(to.dataSource()).verify().sound()).isTrue();
    assertThat(StateHash.of(to.open(Origin.GLOBAL).live().current()))
        .isEqualTo(StateHash.of(store.live().current()));
  }

  @Test
  void everyLineIsACloudEvent() throws Exception {
    for (String line : export(Range.ALL.withKeys()).lines().toList()) {
      JsonNode event = SpecJson.parse(line);
      assertThat(event.path("specversion").asString()).isEqualTo("1.0");
      for (String required : List.of("id", "source", "type", "subject", "time")) {
        assertThat(event.path(required).asString()).as(line).isNotEmpty();
      }
      event
          .properties()
          .forEach(attribute -> {
            if (!attribute.getKey().equals("data")) {
              assertThat(attribute.getKey()).matches("[a-z0-9]{1,20}");
              assertThat(attribute.getValue().isValueNode()).isTrue();
            }
          });
    }
  }

  @Test
  void aPartIsWrittenButNotTakenIn() throws Exception {
    String part = export(new Range(10, 12, false));

    assertThat(part.lines().skip(1).map(l -> SpecJson.parse(l).path("mlpos").asString()))
        .containsExactly("10", "11", "12");
    assertThatThrownBy(() -> imported(part))
        .isInstanceOf(RefusedImport.class)
        .hasMessageContaining("only a whole log can be imported");
    assertNothingTakenIn();
  }

  @Test
  void whatIsDamagedIsRefusedByLineAndPositionAndLeavesNothing() throws Exception {
    List<String> lines = export(Range.ALL).lines().toList();

    refused(changed(lines, 30, "mlmeta", "{}"), "line 31, position 30: the event is not what");
    refused(changed(lines, 30, "mltext", "{}"), "line 31, position 30: the event is not what");
    refused(changed(lines, 30, "time", "yesterday"), "line 31: not an event of the log");
    refused(changed(lines, 30, "mlpos", "x"), "line 31: not an event of the log: attribute mlpos");
    refused(edited(lines, all -> remove(all, 30)), "line 31, position 31: position 30 is missing");
    refused(edited(lines, all -> swap(all, 30, 31)), "line 31, position 31");
    refused(edited(lines, all -> all.subList(0, 40)), "the log ends at 39, its head is at 60");
    refused(edited(lines, all -> all.subList(1, 40)), "line 1: not an exported log");
    refused(List.of(), "there is nothing to import");
    refused(List.of("what"), "line 1: not JSON");
    refused(edited(lines, all -> all.subList(0, 1)), "the log ends at 0");
  }

  private void refused(List<String> lines, String why) throws Exception {
    assertThatThrownBy(() -> imported(String.join("\n", lines)))
        .isInstanceOf(RefusedImport.class)
        .hasMessageContaining(why);
    assertNothingTakenIn();
  }

  @Test
  void aDatabaseWithALogTakesNoOther() throws Exception {
    String text = export(Range.ALL);
    imported(text);

    assertThatThrownBy(() -> imported(text)).hasMessageContaining("holds a log already");
  }

  private void assertNothingTakenIn() throws Exception {
    for (String table : DERIVED) {
      assertThat(dump(to, table)).as(table).isEmpty();
    }
  }

  private static List<String> changed(List<String> lines, int pos, String name, String value) {
    return edited(
        lines,
        all -> {
          ObjectNode event = (ObjectNode) SpecJson.parse(all.get(pos));
          all.set(pos, event.put(name, value).toString());
          return all;
        });
  }

  private static List<String> edited(List<String> lines, UnaryOperator<List<String>> edit) {
    return edit.apply(new ArrayList<>(lines));
  }

  private static List<String> remove(List<String> lines, int index) {
    lines.remove(index);
    return lines;
  }

  private static List<String> swap(List<String> lines, int one, int other) {
    Collections.swap(lines, one, other);
    return lines;
  }

  private static String dump(StoreFixture fixture, String table) throws Exception {
    return fixture.text(
        "select string_agg(r::text, chr(10) order by r::text) from %s as r".formatted(table));
  }
}
