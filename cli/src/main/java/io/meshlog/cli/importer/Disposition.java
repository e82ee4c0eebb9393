package io.meshlog.cli.importer;

import io.meshlog.cli.api.TypeEntry;
import tools.jackson.databind.node.ObjectNode;

/** What is to be done with a document of an export. */
public sealed interface Disposition {
  /**
   * It comes over.
   *
   * @param tree what is sent: without what belongs to the control plane that it comes from
   */
  record Take(TypeEntry type, String mesh, String name, ObjectNode tree) implements Disposition {
    String path() {
      return type.item(mesh, name);
    }
  }

  /** It is nothing for this control plane, for a good reason. */
  record Leave(String reason) implements Disposition {}

  /** It should come over and cannot. */
  record Unfit(String reason) implements Disposition {}
}
