package io.meshlog.zone.ads;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.List;

/**
 * Who wants to open a stream.
 *
 * @param node from the first request
 * @param credentials every value of the metadata {@code authorization}
 * @param delta whether the stream speaks the delta variant
 */
public record StreamOpening(Node node, List<String> credentials, boolean delta) {}
