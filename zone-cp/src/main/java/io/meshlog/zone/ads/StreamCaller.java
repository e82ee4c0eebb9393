package io.meshlog.zone.ads;

import java.util.List;

/**
 * What a call's transport and headers tell of who makes it.
 *
 * @param credentials every value of the metadata {@code authorization}
 * @param client address of the TCP peer
 * @param method full name of the gRPC method
 */
public record StreamCaller(List<String> credentials, String client, String method) {
  public StreamCaller {
    credentials = List.copyOf(credentials);
  }

  @Override
  public String toString() {
    return client + ' ' + method; // it holds a token
  }
}
