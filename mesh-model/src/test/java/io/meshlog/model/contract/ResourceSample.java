package io.meshlog.model.contract;

import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.WriteContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource as a user sends it, and the answer. Without violations it is accepted.
 *
 * @param name what is particular about it, unique in its file
 * @param cites where the answer is described, e.g. {@code rest 7.1}
 * @param deployment who takes the write; null: a zone on its own, which takes most
 * @param before what is stored under that name already, as a user would have sent it
 * @param resource the full document of the request
 * @param stored its spec as it reads back; null: as it was sent
 * @param labels all its labels as they read back; null: not compared
 * @param violations in the order of the answer
 * @param warnings each is part of one warning of the answer, in its order; null: not compared where
 *     it is accepted without any
 */
public record ResourceSample(
    String name,
    String cites,
    @Nullable Deployment deployment,
    @Nullable ObjectNode before,
    ObjectNode resource,
    @Nullable ObjectNode stored,
    @Nullable Map<String, String> labels,
    @Nullable List<Expected> violations,
    @Nullable List<String> warnings) {

  /** The control planes that differ in what they accept. Zones are called {@code default}. */
  public enum Deployment {
    zone,
    federated,
    global;

    public WriteContext context() {
      return new WriteContext(
          this == global ? Origin.GLOBAL : Origin.zone("default"), this == federated);
    }
  }

  /** A violation that is answered. */
  public record Expected(String field, String reason) {
    Violation violation() {
      return new Violation(field, reason);
    }
  }

  public ResourceSample {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(cites, name + ": cites");
    Objects.requireNonNull(resource, name + ": resource");
  }

  public boolean good() {
    return violations == null || violations.isEmpty();
  }

  public Deployment where() {
    return deployment == null ? Deployment.zone : deployment;
  }

  public List<Violation> refusals() {
    return violations == null ? List.of() : violations.stream().map(Expected::violation).toList();
  }

  public List<String> told() {
    return warnings == null ? List.of() : warnings;
  }

  public String type() {
    return text("type");
  }

  /** Empty for types of global scope. */
  public String mesh() {
    return text("mesh");
  }

  /** The name in the address and in the document. */
  public String resourceName() {
    return text("name");
  }

  private String text(String field) {
    return Optional.ofNullable(resource.get(field)).map(JsonNode::asString).orElse("");
  }

  @Override
  public String toString() {
    return type() + ": " + name;
  }
}
