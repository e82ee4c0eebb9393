package io.meshlog.api.web;

import io.meshlog.api.openapi.Operation;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reply;
import java.util.function.Function;

/**
 * One method on one path.
 *
 * @param path template with {@code {variables}}; {@code {*path}} at its end is all the rest
 * @param json whether it answers JSON (else 406 is for the handler to say)
 * @param operation how the OpenAPI document describes it
 */
public record Route(
    String method, String path, boolean json, Operation operation, Function<Ask, Reply> handler) {
  public static Route get(String path, Function<Ask, Reply> handler) {
    return new Route("GET", path, true, Operation.UNDESCRIBED, handler);
  }

  public static Route put(String path, Function<Ask, Reply> handler) {
    return new Route("PUT", path, true, Operation.UNDESCRIBED, handler);
  }

  public static Route delete(String path, Function<Ask, Reply> handler) {
    return new Route("DELETE", path, true, Operation.UNDESCRIBED, handler);
  }

  /** Takes JSON, answers whatever it likes. */
  public static Route post(String path, Function<Ask, Reply> handler) {
    return new Route("POST", path, false, Operation.UNDESCRIBED, handler);
  }

  /** Answers one media type that is not JSON, whatever the client accepts. */
  public static Route document(String path, Function<Ask, Reply> handler) {
    return new Route("GET", path, false, Operation.UNDESCRIBED, handler);
  }

  /** The same, described. */
  public Route as(Operation description) {
    return new Route(method, path, json, description, handler);
  }

  /**
   * The same, below a base path.
   *
   * @param prefix empty, or e.g. {@code /api}
   */
  Route below(String prefix) {
    String whole = path.equals("/") && !prefix.isEmpty() ? prefix : prefix + path;
    return new Route(method, whole, json, operation, handler);
  }

  /** The path as the OpenAPI document writes it, which has no word for many segments at once. */
  public String documentedPath() {
    return path.replace("{*", "{");
  }

  boolean takesBody() {
    return (method.equals("PUT") || method.equals("POST")) && !bodiless();
  }

  private boolean bodiless() {
    return operation.described() && operation.body() == null;
  }
}
