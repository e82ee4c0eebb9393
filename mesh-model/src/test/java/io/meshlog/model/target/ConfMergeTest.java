package io.meshlog.model.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.target.MergeShape.Keyed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** policies.md 1.5 */
class ConfMergeTest {
  private static final MergeShape ROUTES =
      new MergeShape(Optional.of(new Keyed("rules", "matches", "default")), Optional.empty());

  @ParameterizedTest(name = "{0} + {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1}|{'b':2}|{'a':1,'b':2}",
        "{'a':{'x':1,'y':2}}|{'a':{'y':0}}|{'a':{'x':1,'y':0}}",
        "{'t':'15s'}|{'t':'0s'}|{'t':'0s'}",
        "{'l':[1,2]}|{'l':[3]}|{'l':[3]}",
        "{'a':1,'b':2}|{'a':null}|{'b':2}",
        "{'a':1}|{'a':{'x':1}}|{'a':{'x':1}}",
        "{'appendTags':[1]}|{'appendTags':[2,3]}|{'appendTags':[1,2,3]}",
        "{'s':{'p':{'appendX':[1]}}}|{'s':{'p':{'appendX':[1]}}}|{'s':{'p':{'appendX':[1,1]}}}",
        "{'appendable':[1]}|{'appendable':[2]}|{'appendable':[2]}",
        "{'appendX':[1]}|{}|{'appendX':[1]}",
      })
  void foldsConfs(String weak, String strong, String merged) {
    assertThat(ConfMerge.merge(List.of(json(weak), json(strong)), MergeShape.PLAIN))
        .containsExactly((ObjectNode) json(merged));
  }

  @Test
  void itemsWithTheSameKeyBecomeOneAtTheLastPlace() {
    JsonNode weak =
        json(
            "{'rules':[{'matches':['/a'],'default':{'x':1,'y':1}},{'matches':['/b'],'default':{}}]}");
    JsonNode strong = json("{'rules':[{'matches':['/a'],'default':{'y':2}}]}");
    assertThat(ConfMerge.mergeOne(List.of(weak, strong), ROUTES))
        .isEqualTo(
            json(
                "{'rules':[{'matches':['/b'],'default':{}},{'matches':['/a'],'default':{'x':1,'y':2}}]}"));
  }

  @Test
  void splitsConfsByEachValueOfTheSplitKey() {
    MergeShape split = new MergeShape(Optional.empty(), Optional.of("hosts"));
    assertThat(
            ConfMerge.merge(
                List.of(
                    json("{'a':1}"),
                    json("{'hosts':['x','y'],'a':2}"),
                    json("{'hosts':['y'],'b':3}")),
                split))
        .containsExactly(
            (ObjectNode) json("{'a':1}"),
            (ObjectNode) json("{'hosts':['x'],'a':2}"),
            (ObjectNode) json("{'hosts':['y'],'a':2,'b':3}"));
  }

  @Test
  void doesNotChangeItsInputs() {
    JsonNode weak = json("{'a':{'x':1},'appendX':[{'k':1}]}");
    JsonNode copy = weak.deepCopy();
    ConfMerge.merge(List.of(weak, json("{'a':{'x':2},'appendX':[2]}")), MergeShape.PLAIN);
    assertThat(weak).isEqualTo(copy);
  }

  /** Merging a part first must not matter, as long as the order stays. */
  @Test
  void isAssociativeInTheOrderOfPrecedence() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      List<JsonNode> confs =
          Stream.generate(() -> randomConf(random)).limit(2 + random.nextInt(4)).toList();
      int cut = 1 + random.nextInt(confs.size() - 1);
      List<JsonNode> left = new ArrayList<>();
      left.add(ConfMerge.mergeOne(confs.subList(0, cut), ROUTES));
      left.addAll(confs.subList(cut, confs.size()));
      List<JsonNode> right = new ArrayList<>(confs.subList(0, cut));
      right.add(ConfMerge.mergeOne(confs.subList(cut, confs.size()), ROUTES));
      ObjectNode all = ConfMerge.mergeOne(confs, ROUTES);
      assertThat(ConfMerge.mergeOne(left, ROUTES)).as("seed %d", seed).isEqualTo(all);
      assertThat(ConfMerge.mergeOne(right, ROUTES)).as("seed %d", seed).isEqualTo(all);
    }
  }

  /** A conf of one schema: a field has the same JSON type everywhere, as in a spec. */
  private static JsonNode randomConf(Random random) {
    ObjectNode conf = (ObjectNode) json("{}");
    if (random.nextBoolean()) {
      conf.put("a", random.nextInt(3));
    }
    if (random.nextBoolean()) {
      ObjectNode inner = conf.putObject("inner");
      if (random.nextBoolean()) {
        inner.put("x", random.nextInt(3));
      }
      if (random.nextBoolean()) {
        inner.putArray("appendY").add(random.nextInt(3));
      }
    }
    if (random.nextBoolean()) {
      conf.putArray("list").add(random.nextInt(3));
    }
    if (random.nextBoolean()) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        ObjectNode rule = conf.withArray("rules").addObject();
        rule.putArray("matches").add(random.nextInt(3));
        ObjectNode value = rule.putObject("default");
        value.put("f" + random.nextInt(2), random.nextInt(3));
      }
    }
    return conf;
  }

  private static JsonNode json(String text) {
    return SpecJson.parse(text.replace('\'', '"'));
  }
}
