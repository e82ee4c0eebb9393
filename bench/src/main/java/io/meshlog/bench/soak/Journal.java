package io.meshlog.bench.soak;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every write with its outcome, in a file: written down before it is sent and when its outcome is
 * known, so that a soak that was killed knows what it was promised. Safe for use by several
 * threads.
 */
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** An acknowledged write. */
  record Promise(Write write, String position) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final BufferedWriter file;
  private final Map<Slot, Promise> held;
  private final Map<Slot, Write> pending;
  private final Map<Long, Promise> promises = new TreeMap<>();
  private long last;

  private Journal(Path path) throws IOException {
    this.held = new HashMap<>();
    this.pending = new HashMap<>();
    if (Files.exists(path)) {
      for (String line : Files.readAllLines(path)) {
        if (!line.isEmpty()) {
          replay(line);
        }
      }
    }
    this.file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    // The last line may have been cut short by a kill: what follows gets a line of its own.
    file.newLine();
  }

  static Journal open(Path path) throws IOException {
    return new Journal(path);
  }

  private void replay(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JacksonException cutShort) {
      return;
    }
    Write write = Write.of(json);
    last = Math.max(last, write.number());
    switch (json.path("state").asString()) {
      case "sent" -> pending.put(write.slot(), write);
      case "acknowledged" -> settle(write, json.path("position").asString());
      default -> pending.remove(write.slot());
    }
  }

  private void settle(Write write, String position) {
    var promise = new Promise(write, position);
    pending.remove(write.slot());
    held.put(write.slot(), promise);
    promises.put(write.number(), promise);
  }

  /** The number of the next write. */
  long next() {
    lock.lock();
    try {
      return ++last;
    } finally {
      lock.unlock();
    }
  }

  void sent(Write write) {
    lock.lock();
    try {
      pending.put(write.slot(), write);
      append(write.json().put("state", "sent"));
    } finally {
      lock.unlock();
    }
  }

  void acknowledged(Write write, String position) {
    lock.lock();
    try {
      settle(write, position);
      append(write.json().put("state", "acknowledged").put("position", position));
    } finally {
      lock.unlock();
    }
  }

  void refused(Write write) {
    lock.lock();
    try {
      pending.remove(write.slot());
      append(write.json().put("state", "refused"));
    } finally {
      lock.unlock();
    }
  }

  private void append(ObjectNode entry) {
    try {
      file.write(entry.toString());
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A write to that control plane whose outcome is not known yet. */
  Optional<Write> pendingAt(String owner) {
    lock.lock();
    try {
      return pending.values().stream().filter(w -> w.slot().owner().equals(owner)).findFirst();
    } finally {
      lock.unlock();
    }
  }

  /** What the newest acknowledged write left there; empty when that was a deletion, or none. */
  Optional<Long> valueOf(Slot slot) {
    lock.lock();
    try {
      return Optional.ofNullable(held.get(slot))
          .map(Promise::write)
          .filter(write -> write.verb() == Write.Verb.PUT)
          .map(Write::number);
    } finally {
      lock.unlock();
    }
  }

  Collection<Promise> promises() {
    lock.lock();
    try {
      return List.copyOf(promises.values());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
