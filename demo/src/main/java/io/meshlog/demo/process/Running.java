package io.meshlog.demo.process;

import io.meshlog.embedded.KafkaBroker;
import io.meshlog.embedded.PostgresServer;

/** A started process and the way to end it properly. */
public record Running(ProcessHandle process, Runnable stop) {

  public static Running of(PostgresServer server) {
    return new Running(server.process(), server::close);
  }

  public static Running of(KafkaBroker broker) {
    return new Running(broker.process(), broker::close);
  }
}
