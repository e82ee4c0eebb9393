package io.meshlog.store.log;

import io.meshlog.events.signature.EventSigner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Who signs the events that leave a log. Thread-safe. */
@FunctionalInterface
public interface EventSigning {

  /** Of a log without keys, whose events leave it unsigned. */
  EventSigning NONE = connection -> Optional.empty();

  /**
   * The key that signs now; asked in the appending transaction, under the log's lock, so that all
   * replicas agree.
   */
  Optional<EventSigner> signer(Connection connection) throws SQLException;
}
