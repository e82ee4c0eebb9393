package io.meshlog.events.subscriber.example;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.subscriber.Change;
import io.meshlog.events.subscriber.ChannelHandler;
import io.meshlog.events.subscriber.ChannelPosition;
import io.meshlog.events.subscriber.ChannelSubscription;
import io.meshlog.events.subscriber.FilePositionStore;
import io.meshlog.events.subscriber.Gap;
import io.meshlog.events.subscriber.KeySource;
import io.meshlog.events.subscriber.PositionStore;
import io.meshlog.events.subscriber.PublishedKeys;
import io.meshlog.events.subscriber.Standing;
import io.meshlog.model.resource.Channel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints a line for each change of a channel, until interrupted. {@code ./meshlog events} runs it.
 */
public final class WatchChannel implements ChannelHandler {
  private final PrintStream out;
  private String lastCheckpoint = "";

  public WatchChannel(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    WatchOptions options;
    try {
      options = WatchOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(WatchOptions.USAGE);
      System.exit(2);
      return;
    }
    Map<String, Object> kafka = Map.of("bootstrap.servers", options.bootstrap());
    Path positions = options.positions();
    PositionStore store =
        positions == null ? PositionStore.none() : new FilePositionStore(positions);
    @Nullable KeySource keys = options.verify() ? new PublishedKeys(kafka) : null;
    Channel channel = options.channel();
    try (ChannelSubscription subscription =
        new ChannelSubscription(channel, kafka, store, keys, new WatchChannel(System.out))) {
      Runtime.getRuntime().addShutdownHook(new Thread(subscription::close));
      subscription.run();
    }
  }

  @Override
  public void changed(Change change) {
    switch (change) {
      case Change.Upserted upserted ->
          line("put", place(upserted.event()), change.key(), upserted.spec());
      case Change.Deleted deleted -> {
        ExportedEvent event = deleted.event();
        line("deleted", event == null ? "-" : place(event), change.key(), "");
      }
    }
  }

  @Override
  public void gap(Gap gap) {
    line("gap", gap.cause(), gap.detail(), "");
  }

  @Override
  public void synced(ChannelPosition position) {
    line("synced", position.epoch() + ":" + position.seq(), "the state was read", "");
  }

  @Override
  public void caughtUp(ChannelPosition position) {
    line("caught-up", position.epoch() + ":" + position.seq(), "nothing more for now", "");
  }

  @Override
  public void checkpoint(Standing standing) {
    ChannelPosition position = standing.position();
    String where = position.epoch() + ":" + position.seq();
    String verdict = standing.agrees() ? "as told" : "NOT as told";
    // An idle owner repeats itself.
    if (!lastCheckpoint.equals(where + verdict)) {
      lastCheckpoint = where + verdict;
      line("checkpoint", where, standing.resources() + " resources", verdict);
    }
  }

  @Override
  public void refused(TopicRecord record, String reason) {
    line("refused", "-", record.key(), reason);
  }

  @Override
  public void unreachable(String reason) {
    line("waiting", "-", reason, "");
  }

  private static String place(ExportedEvent event) {
    return event.epoch() + ":" + event.seq();
  }

  private void line(String what, Object where, Object about, Object more) {
    out.println(("%-10s %8s  %s %s".formatted(what, where, about, more)).stripTrailing());
    out.flush();
  }
}
