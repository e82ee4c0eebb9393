package io.meshlog.demo.app;

import java.util.HashMap;
import java.util.Map;

/** Command line of the form {@code --name=value}. */
record Flags(Map<String, String> values) {

  static Flags of(String[] args) {
    var values = new HashMap<String, String>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("expected --name=value, not " + arg);
      }
      values.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    return new Flags(values);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }
}
