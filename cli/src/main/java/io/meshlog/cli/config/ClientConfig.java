package io.meshlog.cli.config;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.api.ControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The control planes that a user knows.
 *
 * @param current name of the one that is used, empty when there is none
 */
public record ClientConfig(String current, List<ControlPlane> controlPlanes) {
  public static final ClientConfig EMPTY = new ClientConfig("", List.of());

  public ClientConfig {
    controlPlanes = List.copyOf(controlPlanes);
  }

  public Optional<ControlPlane> find(String name) {
    return controlPlanes.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  public ControlPlane get(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /** What is used when nothing else is said: the current one, else the one on this machine. */
  public ControlPlane chosen() {
    return current.isEmpty() ? ControlPlane.local() : get(current);
  }

  /** The new one becomes the current one. */
  public ClientConfig with(ControlPlane added) {
    List<ControlPlane> all = new ArrayList<>(controlPlanes);
    all.removeIf(one -> one.name().equals(added.name()));
    all.add(added);
    return new ClientConfig(added.name(), all);
  }

  public ClientConfig switchedTo(String name) {
    return new ClientConfig(get(name).name(), controlPlanes);
  }

  public ClientConfig without(String name) {
    ControlPlane removed = get(name);
    return new ClientConfig(
        current.equals(name) ? "" : current,
        controlPlanes.stream().filter(one -> !one.equals(removed)).toList());
  }

  private CliFailure unknown(String name) {
    String known = controlPlanes.stream().map(ControlPlane::name).collect(Collectors.joining(", "));
    return CliFailure.usage(
        "there is no control plane \""
            + name
            + "\" in the configuration; "
            + (known.isEmpty()
                ? "add it with 'meshlog config control-planes add'"
                : "there are: " + known));
  }
}
