package io.meshlog.store.insight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a proxy has come.
 *
 * @param proxy {@code <kind>/<mesh>/<name>}
 * @param replica that serves it
 * @param sessionNo given by the database, rises with each connect of the proxy
 * @param targetPos position of the newest config it should have
 * @param ackedPos position it has confirmed
 * @param nackReason why it refused the newest config
 */
public record ProxyStatus(
    String proxy,
    String replica,
    long sessionNo,
    long targetPos,
    long ackedPos,
    @Nullable String nackReason,
    Instant lastSeen) {}
