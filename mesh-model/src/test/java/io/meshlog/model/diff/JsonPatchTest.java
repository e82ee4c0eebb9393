package io.meshlog.model.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.diff.JsonPatch.Op;
import io.meshlog.model.diff.JsonPatch.Operation;
import io.meshlog.model.json.SpecJson;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class JsonPatchTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1}|{'a':1}|[]",
        "{'a':1}|{'a':2}|[{'op':'replace','path':'/a','value':2}]",
        "{'a':1}|{'b':1}|[{'op':'remove','path':'/a'},{'op':'add','path':'/b','value':1}]",
        "{'a':{'b':1,'c':2}}|{'a':{'b':1,'c':3}}|[{'op':'replace','path':'/a/c','value':3}]",
        "{'a':null}|{}|[{'op':'remove','path':'/a'}]",
        "{'a':[1,2,3]}|{'a':[1,3]}|[{'op':'remove','path':'/a/1'}]",
        "{'a':[1,3]}|{'a':[1,2,3]}|[{'op':'add','path':'/a/1','value':2}]",
        "{'a':[]}|{'a':{}}|[{'op':'replace','path':'/a','value':{}}]",
        "{'k/x':1,'t~':1}|{}|[{'op':'remove','path':'/k~1x'},{'op':'remove','path':'/t~0'}]",
      })
  void saysWhatChanged(String before, String after, String patch) {
    assertThat(JsonPatch.json(JsonPatch.between(json(before), json(after)))).isEqualTo(json(patch));
  }

  @Test
  void addsAndRemovesTheWhole() {
    JsonNode document = json("{'a':1}");
    assertThat(JsonPatch.json(JsonPatch.between(null, document)))
        .isEqualTo(json("[{'op':'add','path':'','value':{'a':1}}]"));
    assertThat(JsonPatch.json(JsonPatch.between(document, null)))
        .isEqualTo(json("[{'op':'remove','path':''}]"));
    assertThat(JsonPatch.between(null, null)).isEmpty();
  }

  /** Whatever the documents are, the patch of their difference makes the one of the other. */
  @Test
  void leadsFromTheOneToTheOther() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      JsonNode before = node(random, 3);
      JsonNode after = random.nextBoolean() ? node(random, 3) : changed(before, random);
      List<Operation> patch = JsonPatch.between(before, after);
      assertThat(apply(before, patch))
          .as("seed %s, %s -> %s", seed, before, after)
          .isEqualTo(after);
      assertThat(patch.isEmpty()).as("seed %s", seed).isEqualTo(before.equals(after));
    }
  }

  private static JsonNode json(String text) {
    return SpecJson.parse(text.replace('\'', '"'));
  }

  private static JsonNode node(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 3 : 6);
    switch (kind) {
      case 0:
        return NODES.numberNode(random.nextInt(3));
      case 1:
        return NODES.stringNode("t" + random.nextInt(3));
      case 2:
        return random.nextInt(4) == 0 ? NODES.nullNode() : NODES.booleanNode(random.nextBoolean());
      case 3:
        ArrayNode list = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(node(random, depth - 1));
        }
        return list;
      default:
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(
              List.of("a", "b/c", "~d", "e").get(random.nextInt(4)), node(random, depth - 1));
        }
        return object;
    }
  }

  private static JsonNode changed(JsonNode document, Random random) {
    JsonNode copy = document.deepCopy();
    if (copy instanceof ArrayNode list) {
      if (!list.isEmpty() && random.nextBoolean()) {
        list.remove(random.nextInt(list.size()));
      } else {
        list.insert(random.nextInt(list.size() + 1), node(random, 1));
      }
    } else if (copy instanceof ObjectNode object) {
      object.set("a", node(random, 2));
    }
    return copy;
  }

  /** RFC 6902, written apart from what it checks. */
  private static JsonNode apply(JsonNode document, List<Operation> patch) {
    ArrayNode holder = NODES.arrayNode().add(document.deepCopy());
    for (Operation operation : patch) {
      String[] steps = ("/0" + operation.path()).substring(1).split("/", -1);
      JsonNode parent = holder;
      for (int i = 0; i < steps.length - 1; i++) {
        parent =
            parent instanceof ArrayNode ? parent.get(number(steps[i])) : parent.get(name(steps[i]));
      }
      String last = steps[steps.length - 1];
      if (parent instanceof ArrayNode list) {
        switch (operation.op()) {
          case ADD -> {
            if (list == holder) {
              list.set(0, operation.value().orElseThrow());
            } else {
              list.insert(number(last), operation.value().orElseThrow());
            }
          }
          case REMOVE -> list.remove(number(last));
          case REPLACE -> list.set(number(last), operation.value().orElseThrow());
        }
      } else if (operation.op() == Op.REMOVE) {
        ((ObjectNode) parent).remove(name(last));
      } else {
        ((ObjectNode) parent).set(name(last), operation.value().orElseThrow().deepCopy());
      }
    }
    return holder.get(0);
  }

  private static int number(String step) {
    return Integer.parseInt(step);
  }

  private static String name(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }
}
