package io.meshlog.model.naming;

import io.meshlog.model.resource.Tags;
import java.util.List;

/**
 * A virtual address of what goes by tags.
 *
 * @param names that stand for the address
 * @param ports what is called at it, by port
 */
public record VirtualHost(String address, List<String> names, List<Port> ports) {
  /**
   * @param to the destination, with its service
   */
  public record Port(int port, Tags to) {}

  public VirtualHost {
    names = List.copyOf(names);
    ports = List.copyOf(ports);
  }
}
