package io.meshlog.zone.ads;

import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.List;
import java.util.Set;

/**
 * One response to be sent, in neither dialect's form yet.
 *
 * @param version fingerprint of everything the client has once it accepts
 * @param resources sorted by name
 * @param changed names among them that differ from what the client holds
 * @param removed names to take away; only delta says them
 */
record Answer(
    XdsType type,
    String version,
    String nonce,
    List<XdsResource> resources,
    Set<String> changed,
    Set<String> removed) {}
