package io.meshlog.cli.importer;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.TypeCatalog;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The control plane that takes an export in.
 *
 * @param zone its zone, empty at Global
 */
public record Target(TypeCatalog types, boolean global, boolean federated, String zone) {

  public static Target of(ApiClient api) {
    boolean federated = api.get("/").json().path("gui").asString("-").isEmpty();
    JsonNode config = config(api);
    boolean global = config.path("mode").asString("").equals("global");
    String zone = config.at("/multizone/zone/name").asString("default");
    return new Target(TypeCatalog.of(api), global, federated, global ? "" : zone);
  }

  /** Who may not see it works on a zone, as far as this program knows. */
  private static JsonNode config(ApiClient api) {
    try {
      return api.get("/config").json();
    } catch (CliFailure e) {
      if (e.exitCode() == ExitCode.DENIED) {
        return MissingNode.getInstance();
      }
      throw e;
    }
  }
}
