package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.subscriber.Change.Deleted;
import io.meshlog.events.subscriber.Change.Upserted;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * Hands each change to whoever knows its type, with the spec as a record. Other types, and content
 * that this version cannot bind, go to the rest as they came. Set up before the subscription runs.
 */
public final class TypedChanges implements ChannelHandler {
  private final ChannelHandler rest;
  private final Map<String, Receiver<?>> receivers = new HashMap<>();

  /** Takes the changes of one type. */
  public interface OfType<S extends Spec> {
    void upserted(Upserted change, S spec) throws Exception;

    void deleted(Deleted change) throws Exception;
  }

  private record Receiver<S extends Spec>(ResourceType<S> type, OfType<S> of) {
    /**
     * @return false when the content does not bind
     */
    boolean take(Change change) throws Exception {
      switch (change) {
        case Upserted upserted -> {
          S spec;
          try {
            spec = upserted.spec(type);
          } catch (JacksonException | IllegalArgumentException e) {
            return false;
          }
          of.upserted(upserted, spec);
        }
        case Deleted deleted -> of.deleted(deleted);
      }
      return true;
    }
  }

  private TypedChanges(ChannelHandler rest) {
    this.rest = rest;
  }

  /**
   * @param rest takes every other type, and everything that is not a change
   */
  public static TypedChanges orElse(ChannelHandler rest) {
    return new TypedChanges(rest);
  }

  public <S extends Spec> TypedChanges on(ResourceType<S> type, OfType<S> receiver) {
    receivers.put(type.name(), new Receiver<>(type, receiver));
    return this;
  }

  @Override
  public void changed(Change change) throws Exception {
    Receiver<?> receiver = receivers.get(change.key().type());
    if (receiver == null || !receiver.take(change)) {
      rest.changed(change);
    }
  }

  @Override
  public void gap(Gap gap) throws Exception {
    rest.gap(gap);
  }

  @Override
  public void synced(ChannelPosition position) throws Exception {
    rest.synced(position);
  }

  @Override
  public void caughtUp(ChannelPosition position) throws Exception {
    rest.caughtUp(position);
  }

  @Override
  public void checkpoint(Standing standing) throws Exception {
    rest.checkpoint(standing);
  }

  @Override
  public void refused(TopicRecord record, String reason) throws Exception {
    rest.refused(record, reason);
  }

  @Override
  public void unreachable(String reason) throws Exception {
    rest.unreachable(reason);
  }
}
