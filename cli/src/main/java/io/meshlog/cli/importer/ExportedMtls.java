package io.meshlog.cli.importer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * kumactl exports a mesh's CA of type {@code builtin} as {@code provided}, by the secrets that hold
 * it, and tells the reader not to look at them. Here it is what it was: the secrets come over under
 * the names that a {@code builtin} CA is looked for by. Pure.
 */
final class ExportedMtls {
  private ExportedMtls() {}

  static void restore(String mesh, ObjectNode tree) {
    if (!(tree.path("mtls") instanceof ObjectNode mtls)) {
      return;
    }
    mtls.remove("skipValidation");
    for (JsonNode backend : mtls.path("backends")) {
      String name = backend.path("name").asString("");
      boolean builtin =
          backend.path("type").asString("").equals("provided")
              && secret(backend, "cert").equals(mesh + ".ca-builtin-cert-" + name)
              && secret(backend, "key").equals(mesh + ".ca-builtin-key-" + name);
      if (builtin && backend instanceof ObjectNode editable) {
        editable.put("type", "builtin");
        editable.remove("conf");
      }
    }
  }

  private static String secret(JsonNode backend, String of) {
    return backend.path("conf").path(of).path("secret").asString("");
  }
}
