package io.meshlog.zone.ads;

import io.envoyproxy.envoy.config.core.v3.Node;

/**
 * Who wants to open a stream.
 *
 * @param node from the first request
 * @param caller who made the call
 * @param delta whether the stream speaks the delta variant
 */
public record StreamOpening(Node node, StreamCaller caller, boolean delta) {}
