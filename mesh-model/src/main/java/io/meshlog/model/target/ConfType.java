package io.meshlog.model.target;

import io.meshlog.model.json.SpecJson;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The conf of a policy type: a record of nullable boxes (absent is not zero) and how it is merged.
 *
 * @param <C> the record
 */
public record ConfType<C>(Class<C> type, MergeShape shape) {
  public static <T> ConfType<T> of(Class<T> type) {
    return new ConfType<>(type, MergeShape.PLAIN);
  }

  JsonNode tree(@Nullable Object conf) {
    return conf == null
        ? JsonNodeFactory.instance.objectNode()
        : SpecJson.plain().valueToTree(conf);
  }

  /** The confs as one, weakest first; empty when there are none. */
  Optional<Effective<C>> merge(List<Entry> entries) {
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(new Effective<>(bind(entries), sources(entries)));
  }

  /** The confs as one JSON object bound to the record; hostnames do not split here. */
  private C bind(List<Entry> entries) {
    List<JsonNode> trees = entries.stream().map(Entry::conf).toList();
    return SpecJson.plain().treeToValue(ConfMerge.mergeOne(trees, shape), type);
  }

  /** Typed merge of the confs themselves, for those who hold no policies. */
  public C merged(List<? extends C> weakestFirst) {
    List<JsonNode> trees = weakestFirst.stream().map(this::tree).toList();
    return SpecJson.plain().treeToValue(ConfMerge.mergeOne(trees, shape), type);
  }

  static List<PolicySource> sources(List<Entry> entries) {
    return entries.stream().map(entry -> PolicySource.of(entry.policy())).distinct().toList();
  }
}
