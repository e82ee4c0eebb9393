package io.meshlog.model.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Which inbound stands behind a port: the number it listens on, or its name.
 *
 * @param value an Integer or a String
 */
public record TargetPort(@JsonValue Object value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static TargetPort of(Object value) {
    return switch (value) {
      case Number number when number.doubleValue() == number.intValue() ->
          new TargetPort(number.intValue());
      case String name -> new TargetPort(name);
      default -> throw new IllegalArgumentException("must be a number or a name");
    };
  }

  /**
   * @param port the inbound listens on
   * @param name of the inbound, empty when it has none
   */
  public boolean isAt(int port, String name) {
    return value.equals(port) || value.equals(name) && !name.isEmpty();
  }
}
