package io.meshlog.api.web;

import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reply;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.store.signing.SigningKeys;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The public keys that sign this control plane's events, for whoever wants to check them, and
 * another key at an admin's wish.
 */
public final class SigningKeyRoutes implements RouteSet {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final UUID logId;
  private final SigningKeys keys;

  public SigningKeyRoutes(UUID logId, SigningKeys keys) {
    this.logId = logId;
    this.keys = keys;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/signing-keys", ask -> list()).as(BaseOperations.SIGNING_KEYS),
        Route.post("/signing-keys/_rotate", this::rotate).as(BaseOperations.ROTATE_SIGNING_KEY));
  }

  private interface Work {
    Reply run() throws SQLException;
  }

  private static Reply answer(Work work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw Problem.unavailable("signing keys cannot be read at the moment", RETRY_AFTER_SECONDS)
          .raise();
    }
  }

  private Reply list() {
    return answer(() -> {
      ObjectNode root = SpecJson.plain().createObjectNode();
      root.put("logId", logId.toString());
      ArrayNode items = root.putArray("items");
      for (SigningKey key : keys.own()) {
        items.add(SpecJson.plain().<ObjectNode>valueToTree(key));
      }
      return Reply.json(200, root);
    });
  }

  private Reply rotate(Ask ask) {
    Access.admin(ask.user(), "rotate the signing key");
    return answer(() -> Reply.json(200, SpecJson.plain().valueToTree(keys.rotate())));
  }
}
