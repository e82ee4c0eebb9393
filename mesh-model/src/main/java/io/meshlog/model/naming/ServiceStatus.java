package io.meshlog.model.naming;

import java.util.List;

/**
 * What a zone derives for a service: where clients address it and what they call it.
 *
 * @param vip an address that stands for it and for nothing else of its mesh; empty when its range
 *     is full
 * @param outcomes of the generators that select it, by the generator's name
 */
public record ServiceStatus(String vip, List<Outcome> outcomes) {
  public ServiceStatus {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * @param generator name of the HostnameGenerator
   * @param hostname empty when it could not give one
   */
  public record Outcome(String generator, String hostname, Condition condition) {}

  /** The names it has. */
  public List<String> hostnames() {
    return outcomes.stream().map(Outcome::hostname).filter(name -> !name.isEmpty()).toList();
  }
}
