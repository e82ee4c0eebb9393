package io.meshlog.zone.dpserver;

/** Answers HTTP requests. Called on a virtual thread of its own: may block. */
@FunctionalInterface
public interface HttpEndpoint {
  HttpReply answer(HttpAsk ask);
}
