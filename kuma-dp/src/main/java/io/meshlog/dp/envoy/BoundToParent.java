package io.meshlog.dp.envoy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Wraps a command so that the kernel kills it when the launcher dies, however it dies.
 *
 * <p>{@code setpriv} asks the kernel for SIGKILL at the parent's death; the shell then makes sure
 * that the parent did not die before that took effect; {@code setsid} takes the child out of the
 * terminal's process group, so that Ctrl-C reaches the launcher alone, which drains first. Each
 * replaces itself by the next, so Envoy keeps the pid of the child. All three are in Debian's
 * essential packages.
 *
 * <p>The kernel watches the <em>thread</em> that started the child: start it from a thread that
 * lives as long as the launcher.
 */
final class BoundToParent {
  private static final String CHECK_PARENT =
      "[ \"$PPID\" = \"$1\" ] || exit 1; shift; exec setsid \"$@\"";

  private BoundToParent() {}

  /** The wrapped command, or empty where the tools are missing. */
  static Optional<List<String>> wrap(List<String> command, String searchPath, long parentPid) {
    if (!isOnPath("setpriv", searchPath) || !isOnPath("setsid", searchPath)) {
      return Optional.empty();
    }
    List<String> wrapped =
        new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--", "sh", "-c"));
    wrapped.addAll(List.of(CHECK_PARENT, "sh", Long.toString(parentPid)));
    wrapped.addAll(command);
    return Optional.of(List.copyOf(wrapped));
  }

  private static boolean isOnPath(String tool, String searchPath) {
    for (String folder : searchPath.split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, tool))) {
        return true;
      }
    }
    return false;
  }
}
