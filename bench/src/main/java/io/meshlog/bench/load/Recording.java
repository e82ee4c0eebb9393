package io.meshlog.bench.load;

import io.meshlog.bench.ads.Received;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Responses of a control plane, to be sent once more by a server that does nothing else. By
 * chapter: how each proxy was set up, then what one change of each kind sent.
 */
final class Recording {
  static final String SET_UP = "set-up";

  /** Chapter, then proxy, then responses in order. */
  private final Map<String, Map<Integer, List<byte[]>>> chapters = new ConcurrentHashMap<>();

  private final boolean keeps;

  Recording() {
    this(true);
  }

  private Recording(boolean keeps) {
    this.keeps = keeps;
  }

  /** For a target of which nobody is to know what it sent: of thousands of proxies that is much. */
  static Recording ofNothing() {
    return new Recording(false);
  }

  /** Starts a chapter anew. Its responses come on one event loop. */
  void begin(String chapter) {
    chapters.put(chapter, new ConcurrentHashMap<>());
  }

  void add(String chapter, int proxy, Received response) {
    if (keeps) {
      chapters.get(chapter).computeIfAbsent(proxy, p -> new ArrayList<>()).add(response.bytes());
    }
  }

  /** What a chapter has for a proxy; empty when nothing. */
  List<byte[]> of(String chapter, int proxy) {
    return chapters.getOrDefault(chapter, Map.of()).getOrDefault(proxy, List.of());
  }

  void write(Path file) throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(chapters.size());
      for (var chapter : new TreeMap<>(chapters).entrySet()) {
        out.writeUTF(chapter.getKey());
        out.writeInt(chapter.getValue().size());
        for (var proxy : chapter.getValue().entrySet()) {
          out.writeInt(proxy.getKey());
          out.writeInt(proxy.getValue().size());
          for (byte[] response : proxy.getValue()) {
            out.writeInt(response.length);
            out.write(response);
          }
        }
      }
    }
  }

  static Recording read(Path file) throws IOException {
    Recording recording = new Recording();
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (int left = in.readInt(); left > 0; left--) {
        String chapter = in.readUTF();
        recording.begin(chapter);
        for (int proxies = in.readInt(); proxies > 0; proxies--) {
          int proxy = in.readInt();
          List<byte[]> responses = new ArrayList<>();
          for (int count = in.readInt(); count > 0; count--) {
            responses.add(in.readNBytes(in.readInt()));
          }
          recording.chapters.get(chapter).put(proxy, responses);
        }
      }
    }
    return recording;
  }
}
