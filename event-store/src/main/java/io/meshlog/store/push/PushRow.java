package io.meshlog.store.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One push, as it is stored.
 *
 * @param proxy {@code <kind>/<mesh>/<name>}
 * @param session names the stream
 * @param number dense within the session, from 1
 * @param pos head of the image it was made from
 * @param since first position whose changes it answers: the push before it holds below
 * @param generator version of the generator
 * @param whole whether {@code resources} are all, else what differs from the row before
 * @param resources JSON, {@code {type: {name: hash}}}; null for a resource that is gone
 * @param node JSON, what the proxy told of itself; on whole rows
 * @param outside JSON, inputs that no log holds; null: as on the row before
 * @param missed pushes before this one that were not recorded
 */
public record PushRow(
    String proxy,
    String session,
    int number,
    String replica,
    long pos,
    long since,
    String generator,
    boolean whole,
    String resources,
    @Nullable String node,
    @Nullable String outside,
    int missed,
    Decision decision,
    Instant pushedAt) {

  /** What became of it so far. */
  public record Decision(PushOutcome outcome, @Nullable String reason, @Nullable Instant at) {
    public static final Decision SENT = new Decision(PushOutcome.SENT, null, null);
    public static final Decision UNCHANGED = new Decision(PushOutcome.UNCHANGED, null, null);

    public boolean open() {
      return outcome == PushOutcome.SENT;
    }
  }
}
