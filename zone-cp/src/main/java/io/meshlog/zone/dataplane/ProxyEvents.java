package io.meshlog.zone.dataplane;

import com.google.protobuf.Struct;

/** What those who report on proxies are told. Must not block. */
public interface ProxyEvents extends AutoCloseable {
  /**
   * @param metadata raw, of its node
   */
  void connected(ProxySession session, Struct metadata);

  /** Something of its counts, positions or refusal changed. */
  void moved(ProxySession session);

  void disconnected(ProxySession session);

  /** Reports the end of every session that is still there. */
  @Override
  default void close() {}
}
