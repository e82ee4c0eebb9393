package io.meshlog.zone.dataplane;

import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.ads.StreamUser;
import io.meshlog.zone.ads.Target;
import io.meshlog.zone.push.ProxySlot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A proxy that is connected: hands what its stream tells to whom it concerns. */
public final class ProxySession implements StreamUser {
  private static final Logger LOG = LoggerFactory.getLogger(ProxySession.class);

  private final ProxySlot slot;
  private final AdsStream stream;
  private final Pass pass;
  private final boolean brought;
  private final SessionListener listener;
  private volatile @Nullable Refusal refusal;

  /** An answer that the proxy refused. */
  public record Refusal(XdsType type, String reason) {}

  /** Told of a session's events on its stream's turn: must not block. */
  interface SessionListener {
    void moved(ProxySession session);

    void closed(ProxySession session);
  }

  ProxySession(
      ProxySlot slot, AdsStream stream, Pass pass, boolean brought, SessionListener listener) {
    this.slot = slot;
    this.stream = stream;
    this.pass = pass;
    this.brought = brought;
    this.listener = listener;
  }

  public ProxyKey proxy() {
    return slot.facts().key();
  }

  public ProxySlot slot() {
    return slot;
  }

  public AdsStream stream() {
    return stream;
  }

  Pass pass() {
    return pass;
  }

  /** Whether it registered the resource that it runs for. */
  public boolean broughtItsResource() {
    return brought;
  }

  /** The newest refusal that no later acceptance made up for. */
  public Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public void taken(Target target) {
    slot.taken(target);
  }

  @Override
  public void settled(long pos) {
    refusal = null;
    slot.settled(pos);
    listener.moved(this);
  }

  @Override
  public void moved() {
    listener.moved(this);
  }

  @Override
  public void refused(long pos, XdsType type, String reason) {
    slot.refused(pos, type, reason);
    LOG.warn("{} refuses its {} config and keeps the last: {}", proxy(), type, reason);
    refusal = new Refusal(type, reason);
  }

  @Override
  public void closed() {
    slot.close();
    listener.closed(this);
  }
}
