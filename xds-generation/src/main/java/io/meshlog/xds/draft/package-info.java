/**
 * What a proxy is going to get, while it is being decided: mutable, typed, local to one call of the
 * generator, never shared between threads. Touches {@code xds}, {@code model} and the Envoy API.
 *
 * <p><b>How a policy gets in.</b> The baseline fills a {@link io.meshlog.xds.draft.ProxyDraft} as
 * if there were no policies. Then each policy, in the order of {@code Policies.ALL}, is handed the
 * draft's parts with the conf that was matched and merged for that part (also when there is none:
 * some act without):
 *
 * <ul>
 *   <li>{@link io.meshlog.xds.draft.InboundDraft}: one inbound. Its application cluster, its
 *       traffic (HTTP or TCP), its RBAC.
 *   <li>{@link io.meshlog.xds.draft.OutboundDraft}: one outbound. A policy that routes sets its
 *       traffic anew; {@code outbound.backend(tags, weight)} makes or finds the cluster to a
 *       destination.
 *   <li>{@link io.meshlog.xds.draft.ClusterDraft}: one destination's cluster, by {@code
 *       ProxyDraft.destinations()}: those that are really referred to, each once, even if several
 *       outbounds share it. Its conf goes by {@code cluster.destination()}, not by the outbound's.
 * </ul>
 *
 * <p>Envoy's own builders serve as the fields wherever a policy sets something Envoy has a name
 * for; what several parts decide together (order of filters, chains, names) is in the drafts. An
 * applier reads the mesh only through {@link io.meshlog.xds.draft.MeshFacts}, and asks the {@code
 * ProxyDraft} for protocols and clusters, which notes what the config depends on. After the last
 * policy each part is frozen to protobuf once.
 */
@NullMarked
package io.meshlog.xds.draft;

import org.jspecify.annotations.NullMarked;
