package io.meshlog.cli.api;

import io.meshlog.model.json.SpecJson;
import tools.jackson.databind.JsonNode;

/**
 * An answer that is no refusal.
 *
 * @param etag the resource's version, empty when there is none
 */
public record Answer(int status, String etag, String text) {

  public JsonNode json() {
    return SpecJson.parse(text);
  }

  public boolean created() {
    return status == 201;
  }
}
