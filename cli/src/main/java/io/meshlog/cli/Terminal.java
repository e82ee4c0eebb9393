package io.meshlog.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Everything outside of the process that a verb may touch, beside files and the control plane.
 *
 * @param out what was asked for, and nothing else
 * @param err everything said about it
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path home,
    InstantSource clock) {

  /** Says something that is not the result. */
  public void say(String text) {
    err.println(text);
  }
}
