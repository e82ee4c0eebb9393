package io.meshlog.xds.secrets;

/** Names a Secret of a mesh. */
public record SecretRef(String mesh, String name) {}
