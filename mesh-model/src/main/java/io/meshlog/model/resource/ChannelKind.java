package io.meshlog.model.resource;

/** Which of its owner's channels carries a resource (design.md section 4). */
public enum ChannelKind {
  /** {@code global.policy}: Global's own, read by every zone. */
  POLICY,
  /** {@code zone.<z>.offer}: what other zones route by. */
  OFFER,
  /** {@code zone.<z>.inventory}: for Global's eyes only. */
  INVENTORY,
  /** Never leaves its log. */
  NONE
}
