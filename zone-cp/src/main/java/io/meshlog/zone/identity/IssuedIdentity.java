package io.meshlog.zone.identity;

import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityRequest;
import java.time.Instant;

/**
 * A certificate that a proxy has.
 *
 * @param certificates as the generator takes them
 * @param issued when
 * @param expires when
 * @param count how many the proxy got since it connected, this one included
 */
public record IssuedIdentity(
    IdentityRequest request,
    Certificates certificates,
    Instant issued,
    Instant expires,
    int count) {}
