package io.meshlog.bench.propagate;

import com.google.protobuf.Any;
import io.meshlog.bench.ads.SimulatedProxy;
import io.meshlog.bench.ads.XdsKind;
import io.meshlog.demo.Http;
import java.net.URI;
import java.util.List;

/**
 * One kind of change.
 *
 * @param title what is measured
 * @param concerned the proxies that must acknowledge it
 * @param request the PUT that makes the n-th change
 * @param shows whether a response holds the n-th change
 */
record Scenario(String title, List<SimulatedProxy> concerned, Request request, Shows shows) {

  /** The n-th change as a request. */
  @FunctionalInterface
  interface Request {
    Put put(int n);
  }

  @FunctionalInterface
  interface Shows {
    boolean in(int n, XdsKind kind, List<Any> resources);
  }

  record Put(URI uri, String json) {
    void send(Http http) {
      Http.Answer answer = http.put(uri, json);
      if (!answer.isOk()) {
        throw new IllegalStateException("PUT " + uri + ": " + answer);
      }
    }
  }

  Change change(int n) {
    return new Change(concerned, (kind, resources) -> shows.in(n, kind, resources));
  }
}
