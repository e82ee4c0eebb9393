package io.meshlog.api.gui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files of a folder as they were when the control plane started: only what was found then is
 * ever served, so no request names a path that leads elsewhere. Immutable; the content is read at
 * each request.
 */
public final class GuiFiles {
  private static final int MOST = 10_000;
  private static final String UNKNOWN = "application/octet-stream";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("mjs", "text/javascript;charset=utf-8"),
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("gif", "image/gif"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff", "font/woff"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("txt", "text/plain;charset=utf-8"));

  /**
   * A file to serve.
   *
   * @param tag of its content
   * @param lasting whether its name changes with its content, as a bundler's assets do
   */
  public record Served(byte[] content, String contentType, String tag, boolean lasting) {}

  private final Map<String, Path> files;
  private final Served index;

  private GuiFiles(Map<String, Path> files, Served index) {
    this.files = files;
    this.index = index;
  }

  /**
   * @throws IOException when it is no folder that holds an {@code index.html}; the message says so
   */
  public static GuiFiles in(Path folder, GuiFacts facts) throws IOException {
    if (!Files.isRegularFile(folder.resolve("index.html"))) {
      throw new IOException("there is no index.html in " + folder);
    }
    Path root = folder.toRealPath();
    Map<String, Path> files = new HashMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> found = walk.limit(MOST + 1L).toList();
      if (found.size() > MOST) {
        throw new IOException(folder + " holds more than " + MOST + " files: is it a GUI's?");
      }
      for (Path file : found) {
        Path real = file.toRealPath();
        // A link may lead about within the folder, and not out of it.
        if (Files.isRegularFile(real) && real.startsWith(root)) {
          files.put(root.relativize(file).toString().replace('\\', '/'), real);
        }
      }
    }
    String page = IndexTemplate.fill(Files.readString(folder.resolve("index.html")), facts);
    byte[] content = page.getBytes(StandardCharsets.UTF_8);
    return new GuiFiles(
        Map.copyOf(files), new Served(content, type("index.html"), tag(content), false));
  }

  /** The page itself, filled in. */
  public Served index() {
    return index;
  }

  /**
   * @param path below the GUI's own, without a slash at its start; empty when there is no such file
   */
  public Optional<Served> find(String path) throws IOException {
    Path file = files.get(path);
    if (file == null || path.equals("index.html")) {
      return Optional.empty();
    }
    byte[] content = Files.readAllBytes(file);
    return Optional.of(new Served(content, type(path), tag(content), path.startsWith("assets/")));
  }

  /** Of everything that may be served. */
  public static Set<String> mediaTypes() {
    Set<String> all = new TreeSet<>();
    TYPES.values().forEach(type -> all.add(type.replaceFirst(";.*", "")));
    all.add(UNKNOWN);
    return all;
  }

  private static String type(String path) {
    String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(end, UNKNOWN);
  }

  static String tag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }
}
