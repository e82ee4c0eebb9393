package io.meshlog.xds.draft;

/** A destination's share of the traffic. */
public record BackendDraft(ClusterDraft cluster, int weight) {}
