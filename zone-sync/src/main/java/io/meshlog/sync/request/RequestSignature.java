package io.meshlog.sync.request;

import io.meshlog.events.chain.ExportChain.Link;
import io.meshlog.events.chain.Sha256;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.events.signature.Statement;
import io.meshlog.events.signature.Verdict;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.store.sync.FollowedChannel;
import io.meshlog.store.sync.SyncFacts;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who asks: every member has the key ring, but only Global may ask, so a request is signed by the
 * log that the zone follows as Global's.
 */
final class RequestSignature {
  private static final String LOG = "ml_logid";
  private static final String KEY = "ml_keyid";
  private static final String SIGNATURE = "ml_sig";
  private static final Channel POLICY = new Channel(Origin.GLOBAL, ChannelKind.POLICY);

  private RequestSignature() {}

  static Map<String, String> of(String zone, String id, byte[] sealed, UUID logId, SigningKeys keys)
      throws SQLException {
    EventSignature signature = keys.current().sign(statement(zone, id, sealed, logId));
    return Map.of(LOG, logId.toString(), KEY, signature.keyId(), SIGNATURE, signature.base64());
  }

  /** Why it may not be answered; empty when it may. */
  static Optional<String> fault(String zone, Sealed request, SigningKeys keys, SyncFacts facts)
      throws SQLException {
    Map<String, String> headers = request.headers();
    try {
      UUID logId = UUID.fromString(headers.getOrDefault(LOG, ""));
      if (facts.followed().stream()
          .filter(followed -> followed.channel().equals(POLICY))
          .map(FollowedChannel::logId)
          .noneMatch(logId::equals)) {
        return Optional.of("the log " + logId + " is not Global's");
      }
      EventSignature signature =
          EventSignature.parse(headers.getOrDefault(KEY, ""), headers.getOrDefault(SIGNATURE, ""));
      Statement statement = statement(zone, request.id(), request.content().value(), logId);
      return switch (keys.trusted(logId).check(statement, signature)) {
        case Verdict.Valid _ -> Optional.empty();
        case Verdict.Unsigned _ -> Optional.of("it is not signed");
        case Verdict.UnknownKey(String keyId) -> Optional.of("the key " + keyId + " is unknown");
        case Verdict.Forged(String reason) -> Optional.of(reason);
      };
    } catch (IllegalArgumentException e) {
      return Optional.of("its signature is unreadable");
    }
  }

  private static Statement statement(String zone, String id, byte[] sealed, UUID logId) {
    return new Statement(
        new Link(logId, "zone." + zone + ".requests", 0, 0, 0, "request", id, Sha256.of(sealed)),
        new byte[0]);
  }
}
