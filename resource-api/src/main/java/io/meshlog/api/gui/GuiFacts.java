package io.meshlog.api.gui;

import io.meshlog.model.json.SpecJson;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the GUI is told of its control plane (rest-and-dataplane-protocol.md 4.2).
 *
 * @param apiUrl where the browser finds the API, seen from the page
 * @param basePath where the GUI is served, e.g. {@code /gui}
 * @param version whose protocol is spoken
 * @param meshlogVersion of this product
 * @param mode {@code zone} or {@code global}
 * @param zone the zone's name, empty at Global
 */
public record GuiFacts(
    String apiUrl,
    String basePath,
    String version,
    String meshlogVersion,
    String mode,
    String zone,
    boolean readOnly) {

  /** As the JSON block of the stock GUI's page. */
  ObjectNode json() {
    ObjectNode config = SpecJson.plain().createObjectNode();
    config.put("apiUrl", apiUrl);
    config.put("baseGuiPath", basePath);
    config.put("version", version);
    config.put("product", "Kuma");
    config.put("mode", mode);
    config.put("environment", "universal");
    config.put("storeType", "postgres");
    config.put("apiReadOnly", readOnly);
    return config;
  }
}
