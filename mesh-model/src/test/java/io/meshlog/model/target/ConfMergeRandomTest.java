package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.target.MergeShape.Keyed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merging is associative in the order of precedence (policies.md 1.5): what weak policies come to
 * may be merged before what the strong ones come to.
 */
class ConfMergeRandomTest {
  private static final int ROUNDS = 2_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final MergeShape RULES =
      new MergeShape(Optional.of(new Keyed("rules", "matches", "default")), Optional.empty());

  @Test
  void groupsMayBeMergedBefore() {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      MergeShape shape = random.nextBoolean() ? RULES : MergeShape.PLAIN;
      List<ObjectNode> confs =
          Stream.generate(() -> conf(random, shape)).limit(2 + random.nextInt(4)).toList();
      int cut = 1 + random.nextInt(confs.size() - 1);
      ObjectNode whole = ConfMerge.mergeOne(confs, shape);
      List<JsonNode> strongLast = new ArrayList<>();
      strongLast.add(ConfMerge.mergeOne(confs.subList(0, cut), shape));
      strongLast.addAll(confs.subList(cut, confs.size()));
      assertThat(ConfMerge.mergeOne(strongLast, shape)).as("weak first " + confs).isEqualTo(whole);
      List<JsonNode> weakFirst = new ArrayList<>(confs.subList(0, cut));
      weakFirst.add(ConfMerge.mergeOne(confs.subList(cut, confs.size()), shape));
      assertThat(ConfMerge.mergeOne(weakFirst, shape)).as("strong first " + confs).isEqualTo(whole);
    }
  }

  /** As confs of policies are: a field has one kind of value, and there is no null. */
  private static ObjectNode conf(Random random, MergeShape shape) {
    ObjectNode conf = NODES.objectNode();
    if (random.nextBoolean()) {
      conf.put("timeout", random.nextInt(3) + "s");
    }
    if (random.nextBoolean()) {
      conf.put("disabled", random.nextBoolean());
    }
    if (random.nextBoolean()) {
      conf.putArray("statuses").add(random.nextInt(3));
    }
    if (random.nextBoolean()) {
      conf.putArray("appendThings").add(random.nextInt(9));
    }
    if (random.nextBoolean()) {
      ObjectNode inner = conf.putObject("inner");
      if (random.nextBoolean()) {
        inner.put("num", random.nextInt(3));
      }
      if (random.nextBoolean()) {
        inner.putArray("appendProfiles").add(random.nextInt(9));
      }
    }
    if (shape.keyed().isPresent() && random.nextBoolean()) {
      var rules = conf.putArray("rules");
      random
          .ints(0, 3)
          .distinct()
          .limit(1 + random.nextInt(2))
          .forEach(match -> rules.add(rule(random, match)));
    }
    return conf;
  }

  private static ObjectNode rule(Random random, int match) {
    ObjectNode rule = NODES.objectNode();
    rule.putArray("matches").addObject().put("path", "/" + match);
    ObjectNode action = rule.putObject("default");
    if (random.nextBoolean()) {
      action.put("a", random.nextInt(3));
    }
    if (random.nextBoolean()) {
      action.putArray("backendRefs").add(random.nextInt(3));
    }
    return rule;
  }
}
