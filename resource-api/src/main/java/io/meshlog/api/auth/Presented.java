package io.meshlog.api.auth;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of who makes it.
 *
 * @param peer address of the TCP peer
 * @param open whether what it asks for needs no proof: the root and the GUI
 * @param header a request header by name, null when absent
 * @param certificate that the TLS handshake verified, null without one
 */
public record Presented(
    InetAddress peer,
    boolean open,
    Function<String, @Nullable String> header,
    @Nullable X509Certificate certificate) {}
