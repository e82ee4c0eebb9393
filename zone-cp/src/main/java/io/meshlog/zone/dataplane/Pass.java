package io.meshlog.zone.dataplane;

import io.meshlog.zone.ads.StreamCaller;
import io.meshlog.zone.dataplane.ProxyCredentials.Binding;

/**
 * By what a stream's proxy came in.
 *
 * @param token empty where none is asked for
 */
record Pass(String token, Binding binding, StreamCaller caller) {
  @Override
  public String toString() {
    return caller.toString(); // it holds a token
  }
}
