package io.meshlog.sync.importer;

import io.meshlog.model.resource.Channel;
import java.util.List;

/** The records of a channel that wait for a good version of their key, told for people. */
@FunctionalInterface
public interface OpenQuarantine {
  /** A sentence each; the first few suffice. */
  List<String> open(Channel channel);
}
