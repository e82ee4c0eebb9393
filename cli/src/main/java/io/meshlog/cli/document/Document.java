package io.meshlog.cli.document;

import tools.jackson.databind.node.ObjectNode;

/**
 * One resource as somebody wrote it.
 *
 * @param place for messages: {@code policies.yaml, document 2}
 */
public record Document(String place, ObjectNode tree) {
  public String type() {
    return tree.path("type").asString("");
  }

  public String mesh() {
    return tree.path("mesh").asString("");
  }

  public String name() {
    return tree.path("name").asString("");
  }

  /** Whether it is written for Kubernetes. */
  public boolean ofKubernetes() {
    return tree.has("apiVersion") && tree.has("kind") && !tree.has("type");
  }
}
