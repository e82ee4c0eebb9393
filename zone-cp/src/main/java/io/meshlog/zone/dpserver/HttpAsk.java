package io.meshlog.zone.dpserver;

/**
 * An HTTP/1.1 request.
 *
 * @param host value of {@code Host}, empty when absent
 * @param accept value of {@code Accept}, empty when absent
 * @param client address of the TCP peer
 */
public record HttpAsk(
    String method, String path, String host, String accept, byte[] body, String client) {}
