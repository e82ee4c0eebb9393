package io.meshlog.api.web;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reply;
import java.util.function.Function;

/**
 * One method on one path.
 *
 * @param path template with {@code {variables}}
 * @param json whether it answers JSON (else 406 is for the handler to say)
 */
public record Route(String method, String path, boolean json, Function<Ask, Reply> handler) {
  public static Route get(String path, Function<Ask, Reply> handler) {
    return new Route("GET", path, true, handler);
  }

  public static Route put(String path, Function<Ask, Reply> handler) {
    return new Route("PUT", path, true, handler);
  }

  public static Route delete(String path, Function<Ask, Reply> handler) {
    return new Route("DELETE", path, true, handler);
  }

  /** Takes JSON, answers whatever it likes. */
  public static Route post(String path, Function<Ask, Reply> handler) {
    return new Route("POST", path, false, handler);
  }

  boolean takesBody() {
    return method.equals("PUT") || method.equals("POST");
  }
}
