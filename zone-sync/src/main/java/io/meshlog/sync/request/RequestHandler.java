package io.meshlog.sync.request;

/** Answers requests of Global in a zone. Called on a thread of its own, several at once. */
@FunctionalInterface
public interface RequestHandler {
  /** Of a control plane that answers nothing. */
  RequestHandler NONE = _ -> new byte[0];

  byte[] answer(byte[] request) throws InterruptedException;
}
