package io.meshlog.store.insight;

import org.jspecify.annotations.Nullable;

/** Hears of changes made through this process's store, on the writer's thread. */
@FunctionalInterface
public interface InsightListener {

  /**
   * @param now null when it was forgotten
   */
  void changed(String type, String mesh, String name, String zone, @Nullable Insight now);
}
