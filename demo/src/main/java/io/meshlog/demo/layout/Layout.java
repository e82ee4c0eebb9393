package io.meshlog.demo.layout;

import io.meshlog.embedded.LoopbackPort;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every port of the topology, all shifted by one offset. With offset 0 Global has Kuma's ports, and
 * each zone the same last two digits in a thousand of its own.
 */
public record Layout(int offset) {

  private static final int LOWEST = 5600;
  private static final int HIGHEST = 7899;
  // Below the range from which Linux takes ports for outgoing connections.
  private static final int CEILING = 32_000;
  private static final int TRIES = 200;

  public Layout {
    if (LOWEST + offset < 1024 || HIGHEST + offset > 65_535) {
      throw new IllegalArgumentException(
          "port offset "
              + offset
              + " is out of range: ports "
              + LOWEST
              + " to "
              + HIGHEST
              + " are shifted by it and must stay within 1024 to 65535");
    }
  }

  /** A layout whose ports were all free a moment ago: for tests beside other topologies. */
  public static Layout free() {
    for (int tries = 0; tries < TRIES; tries++) {
      int offset = ThreadLocalRandom.current().nextInt(1, (CEILING - HIGHEST) / 10) * 10;
      var layout = new Layout(offset);
      if (layout.taken().isEmpty()) {
        return layout;
      }
    }
    throw new IllegalStateException("no block of free ports found in " + TRIES + " tries");
  }

  public ControlPlanePorts global() {
    return new ControlPlanePorts(ControlPlanePorts.GLOBAL, 5600 + offset);
  }

  public List<ZoneLayout> zones() {
    return List.of(new ZoneLayout(1, 6600 + offset), new ZoneLayout(2, 7600 + offset));
  }

  /** The zone of that name. */
  public ZoneLayout zone(String name) {
    return zones().stream()
        .filter(z -> z.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no zone " + name));
  }

  public int kafkaPort() {
    return 5692 + offset;
  }

  public int kafkaControllerPort() {
    return 5693 + offset;
  }

  /** The ports of the topology as it starts that somebody else listens on. */
  public List<Integer> taken() {
    return allPorts().filter(port -> !LoopbackPort.isFree(port)).boxed().toList();
  }

  IntStream allPorts() {
    Stream<IntStream> blocks =
        Stream.concat(
            Stream.of(global().all(), IntStream.of(kafkaPort(), kafkaControllerPort())),
            zones().stream()
                .flatMap(zone ->
                    Stream.concat(
                        Stream.of(zone.controlPlane().all()),
                        zone.proxies().stream().map(ProxyLayout::all))));
    return blocks.flatMapToInt(ports -> ports);
  }
}
