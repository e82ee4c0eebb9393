package io.meshlog.dp.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resolvers of the host, in the order of {@code /etc/resolv.conf}, read anew when the file has
 * changed. Thread-safe.
 */
final class Resolvers {
  private static final int PORT = 53;
  private static final int MOST = 3;

  private final Path file;
  private final Set<InetSocketAddress> own;
  private @Nullable FileTime read;
  private List<InetSocketAddress> known = List.of();

  /**
   * @param own where queries come from, which must not be asked again
   */
  Resolvers(Path file, Set<InetSocketAddress> own) {
    this.file = file;
    this.own = own;
  }

  /** Empty when there are none, or the file cannot be read and never could. */
  synchronized List<InetSocketAddress> inOrder() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read)) {
        known = parse(Files.readAllLines(file));
        read = changed;
      }
    } catch (IOException e) {
      // as before
    }
    return known;
  }

  private List<InetSocketAddress> parse(List<String> lines) {
    List<InetSocketAddress> found = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      if (words.length > 1 && words[0].equals("nameserver") && found.size() < MOST) {
        InetSocketAddress at = address(words[1]);
        if (at != null && !own.contains(at)) {
          found.add(at);
        }
      }
    }
    return List.copyOf(found);
  }

  /** An IP address, or as OpenBSD writes it with a port: {@code [address]:port}. */
  private static @Nullable InetSocketAddress address(String text) {
    try {
      int end = text.lastIndexOf("]:");
      return text.startsWith("[") && end > 0
          ? new InetSocketAddress(
              InetAddress.ofLiteral(text.substring(1, end)),
              Integer.parseInt(text.substring(end + 2)))
          : new InetSocketAddress(InetAddress.ofLiteral(text), PORT);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
