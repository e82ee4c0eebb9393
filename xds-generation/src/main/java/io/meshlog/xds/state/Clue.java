package io.meshlog.xds.state;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.MeshServiceSpec;
import java.util.Map;
import java.util.function.Consumer;

/** One thing by which a selector can find what it selects without looking at all there is. */
record Clue(By by, String key, String value) {
  enum By {
    TAG,
    LABEL,
    NAME,
    ANY
  }

  private static final Clue ANY = new Clue(By.ANY, "", "");

  private static Clue tag(Map.Entry<String, String> tag) {
    return new Clue(By.TAG, tag.getKey(), tag.getValue());
  }

  private static Clue label(Map.Entry<String, String> label) {
    return new Clue(By.LABEL, label.getKey(), label.getValue());
  }

  /** What everything has that has all these labels. */
  static Clue of(Labels wanted) {
    return wanted.isEmpty() ? ANY : label(wanted.values().entrySet().iterator().next());
  }

  /** What everything has that this selects. */
  static Clue of(MeshServiceSpec.Selector selector) {
    if (selector.dataplaneRef() != null) {
      return new Clue(By.NAME, "", String.valueOf(selector.dataplaneRef().name()));
    }
    if (selector.dataplaneLabels() != null) {
      return of(selector.dataplaneLabels().orEmpty());
    }
    Tags tags = selector.dataplaneTags() == null ? Tags.EMPTY : selector.dataplaneTags();
    return tags.values().entrySet().stream()
        .filter(tag -> !tag.getValue().equals("*"))
        .findFirst()
        .map(Clue::tag)
        .orElse(ANY);
  }

  /** All that lead to this endpoint. */
  static void each(Endpoint.Id id, Endpoint endpoint, Consumer<Clue> use) {
    use.accept(ANY);
    use.accept(new Clue(By.NAME, "", id.owner()));
    endpoint.tags().values().entrySet().forEach(tag -> use.accept(tag(tag)));
    each(endpoint.labels(), use);
  }

  static void each(Labels labels, Consumer<Clue> use) {
    labels.values().entrySet().forEach(label -> use.accept(label(label)));
  }
}
