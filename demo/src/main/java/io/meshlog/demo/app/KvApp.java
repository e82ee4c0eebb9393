package io.meshlog.demo.app;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A counter in memory. Every answer says which zone and instance gave it.
 *
 * <p>{@code GET /counter} reads, {@code POST /counter} adds one and {@code DELETE /counter} starts
 * over; {@code ?delay=MILLISECONDS} makes it slow, to see a timeout at work. {@code GET /version}
 * says who it is.
 */
public final class KvApp {

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

  private final String zone;
  private final String instance;
  private final AtomicLong counter = new AtomicLong();

  KvApp(String zone, String instance) {
    this.zone = zone;
    this.instance = instance;
  }

  /** Flags: {@code --address --port --zone --instance}. */
  public static void main(String[] args) throws IOException {
    var flags = Flags.of(args);
    var app = new KvApp(flags.text("zone"), flags.text("instance"));
    AppServer.start(flags.text("address"), flags.number("port"), app::reply);
  }

  Reply reply(HttpExchange exchange) throws InterruptedException {
    delay(exchange.getRequestURI().getQuery());
    return switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
      case "GET /counter" -> answer(counter.get());
      case "POST /counter" -> answer(counter.incrementAndGet());
      case "DELETE /counter" -> {
        counter.set(0);
        yield answer(0);
      }
      case "GET /version" -> Reply.json(200, "{" + self() + "}");
      default -> Reply.error(404, "kv knows /counter and /version");
    };
  }

  private Reply answer(long value) {
    return Reply.json(200, "{\"counter\":" + value + "," + self() + "}");
  }

  private String self() {
    return "\"zone\":" + Reply.quoted(zone) + ",\"instance\":" + Reply.quoted(instance);
  }

  private static void delay(String query) throws InterruptedException {
    if (query != null && query.startsWith("delay=")) {
      long millis = Long.parseLong(query.substring("delay=".length()));
      Thread.sleep(Math.clamp(millis, 0, LONGEST_DELAY.toMillis()));
    }
  }
}
