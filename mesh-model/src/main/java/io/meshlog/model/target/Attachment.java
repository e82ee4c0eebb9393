package io.meshlog.model.target;

import java.util.List;

/**
 * To what of a Dataplane a policy is attached (policies.md 1.3). {@code to} confs apply to the
 * whole proxy as soon as there is anything here; {@code from} and {@code rules} only to these
 * inbounds.
 *
 * @param inbounds indexes into the Dataplane's inbounds, ascending
 * @param gateway whether it is attached to a delegated gateway
 * @param listeners indexes into the listeners of a builtin gateway, ascending
 */
public record Attachment(List<Integer> inbounds, boolean gateway, List<Integer> listeners) {
  public static final Attachment NONE = new Attachment(List.of(), false);

  public Attachment {
    inbounds = List.copyOf(inbounds);
    listeners = List.copyOf(listeners);
  }

  public Attachment(List<Integer> inbounds, boolean gateway) {
    this(inbounds, gateway, List.of());
  }

  /** Whether the policy does not concern the proxy at all. */
  public boolean none() {
    return inbounds.isEmpty() && !gateway && listeners.isEmpty();
  }
}
