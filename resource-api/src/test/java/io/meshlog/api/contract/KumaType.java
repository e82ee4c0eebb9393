package io.meshlog.api.contract;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Writers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A line of {@code /contract/types.txt}: a type as Kuma tells of it.
 *
 * @param traits words about a policy; {@code -} alone for what is none
 */
record KumaType(
    String name,
    String path,
    String scope,
    String shortName,
    Writers writers,
    boolean federates,
    String singular,
    String plural,
    Set<String> traits) {

  /** In the order of their names. */
  static List<KumaType> all() {
    try (InputStream in = KumaType.class.getResourceAsStream("/contract/types.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .skip(1)
          .map(KumaType::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KumaType read(String line) {
    List<String> cells = Stream.of(line.split("\\|")).map(String::strip).toList();
    String writers = cells.get(4);
    return new KumaType(
        cells.get(0),
        cells.get(1),
        cells.get(2),
        cells.get(3).equals("-") ? "" : cells.get(3),
        new Writers(writers.contains("G"), writers.contains("Z")),
        cells.get(5).equals("yes"),
        cells.get(6),
        cells.get(7),
        Set.of(cells.get(8).split(" ")));
  }

  boolean isPolicy() {
    return !traits.contains("-");
  }

  /** What nobody writes is read only everywhere, and everything is on a federated zone. */
  private boolean readOnly(boolean federated) {
    return federated || !(writers.global() || writers.zone());
  }

  /** As {@code /_resources} has it. */
  ObjectNode resource(boolean federated) {
    ObjectNode node = SpecJson.plain().createObjectNode();
    node.put("name", name)
        .put("readOnly", readOnly(federated))
        .put("path", path)
        .put("scope", scope)
        .put("shortName", shortName)
        .put("includeInFederation", federates)
        .put("singularDisplayName", singular)
        .put("pluralDisplayName", plural);
    if (isPolicy()) {
      node.putObject("policy")
          .put("hasToTargetRef", traits.contains("to"))
          .put("hasFromTargetRef", traits.contains("from"))
          .put("hasRulesTargetRef", traits.contains("rules"))
          .put("isTargetRef", traits.contains("targetRef"))
          .put("isFromAsRules", traits.contains("fromAsRules"));
    }
    return node;
  }

  /** As {@code /policies} has it. */
  ObjectNode policy(boolean federated) {
    return SpecJson.plain()
        .createObjectNode()
        .put("name", name)
        .put("readOnly", readOnly(federated))
        .put("path", path)
        .put("singularDisplayName", singular)
        .put("pluralDisplayName", plural)
        .put("isExperimental", false)
        .put("isTargetRefBased", traits.contains("targetRef"))
        .put("isInbound", traits.contains("from") || traits.contains("rules"))
        .put("isOutbound", traits.contains("to"));
  }

  @Override
  public String toString() {
    return name;
  }
}
