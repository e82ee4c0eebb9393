package io.meshlog.sync;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the sync at this moment: at most one sentence per part, and there are as many
 * parts as channels and directions. Thread-safe.
 */
public final class Troubles {
  private final SortedMap<String, String> byPart = new TreeMap<>();
  private final SortedMap<String, String> notes = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param part e.g. {@code import global.policy}
   * @param sentence what is wrong; null: nothing any more
   */
  public void report(String part, @Nullable String sentence) {
    boolean changed;
    synchronized (byPart) {
      String before = sentence == null ? byPart.remove(part) : byPart.put(part, sentence);
      changed = sentence == null ? before != null : !sentence.equals(before);
    }
    if (changed) {
      listeners.forEach(Runnable::run);
    }
  }

  /** Something that people should know of and nothing can be done about; the newest per part. */
  public void note(String part, String sentence) {
    synchronized (byPart) {
      notes.put(part, sentence);
    }
    listeners.forEach(Runnable::run);
  }

  /** The notes of this process's life, with the part they are about, sorted. */
  public List<String> notes() {
    synchronized (byPart) {
      return notes.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
    }
  }

  /** The sentence of each part, sorted. */
  public SortedMap<String, String> byPart() {
    synchronized (byPart) {
      return new TreeMap<>(byPart);
    }
  }

  /** Sentences with the part they are about, sorted. */
  public List<String> list() {
    synchronized (byPart) {
      return byPart.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
    }
  }

  /** Called after every change, by the thread that made it; must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
