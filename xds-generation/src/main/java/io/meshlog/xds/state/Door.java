package io.meshlog.xds.state;

/** Where other zones are let into a zone: its ingress as it is advertised, resolved. */
record Door(String ip, int port) {}
