package io.meshlog.cli.output;

/** In what form a result is printed; lower case on the command line. */
public enum OutputFormat {
  TABLE,
  JSON,
  YAML;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
