package io.meshlog.api.diagnostics;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The loggers of the process, whatever library they are of. Levels are in small letters. */
public interface Loggers {
  /** Of all that there are. */
  Collection<String> names();

  /** Its own level; null where it has the level of what it is below. */
  @Nullable String level(String name);

  /**
   * @param level null: that of what it is below
   */
  void set(String name, @Nullable String level);
}
