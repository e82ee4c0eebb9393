package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.api.inspect.SyncSource;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.insight.Quarantine;
import io.meshlog.store.insight.Quarantined;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /zones/{zone}/_sync}: how the sync of a zone is, with the records that were put aside
 * here because of it, paged. It has no history.
 */
public final class SyncReads {
  private static final String TITLE = "Could not retrieve the sync of a zone";

  private final Deployment deployment;
  private final SyncSource source;
  private final Quarantine quarantine;

  public SyncReads(Deployment deployment, SyncSource source, Quarantine quarantine) {
    this.deployment = deployment;
    this.source = source;
    this.quarantine = quarantine;
  }

  public Reply get(Ask ask) {
    ListQuery query = ListQuery.of(ask, CoreTypes.ZONE);
    String zone = ask.name();
    ObjectNode report = source.of(List.of(zone), true).get(zone);
    if (report == null) {
      throw Problem.of(404, TITLE, whyNot(zone)).raise();
    }
    // A zone puts aside what others say, Global what this zone says.
    String channels = deployment.global() ? "zone." + zone + '.' : "";
    Quarantine.Listing open = quarantine.open(channels, query.offset(), query.size());
    report.set(
        "quarantine",
        ListPage.slice(ask.http(), open.items(), open.total(), query.offset(), SyncReads::json));
    return Reply.json(200, report);
  }

  private String whyNot(String zone) {
    if (deployment.global()) {
      return "there is no zone \"" + zone + '"';
    }
    return deployment.federated()
        ? "a zone tells of itself: of \"" + zone + "\" ask Global"
        : "this control plane belongs to no federation";
  }

  private static ObjectNode json(Quarantined record) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("id", record.id());
    json.put("channel", record.channel());
    json.put("key", record.key());
    json.put("reason", record.reason());
    json.put("detail", record.detail());
    json.put("topic", record.topic());
    json.put("offset", record.offset());
    json.put("recordedAt", record.recordedAt().toString());
    return json;
  }
}
