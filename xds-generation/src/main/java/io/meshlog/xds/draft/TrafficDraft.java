package io.meshlog.xds.draft;

/** What a listener does with a connection: speak HTTP or pass bytes on. */
public sealed interface TrafficDraft permits HttpDraft, TcpDraft {}
