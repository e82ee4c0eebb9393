package io.meshlog.events.subscriber.example;

import io.meshlog.model.resource.Channel;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param positions where to remember how far it got; null: begin with the state each time
 * @param verify check signatures, by the keys that the federation publishes
 */
record WatchOptions(String bootstrap, Channel channel, @Nullable Path positions, boolean verify) {
  static final String USAGE =
      """
      usage: ./meshlog events [--bootstrap HOST:PORT] [--channel NAME] [--positions FOLDER] [--verify]
        --bootstrap   the federation's Kafka; the demo's is 127.0.0.1:5692
        --channel     global.policy, zone.<zone>.offer or zone.<zone>.inventory
        --positions   remember there how far it got, and go on from there
        --from-start  begin with the state, as without --positions
        --verify      refuse what is not signed by the keys that the federation publishes
      """;

  static WatchOptions parse(String... arguments) {
    String bootstrap = "127.0.0.1:5692";
    String channel = "global.policy";
    Path positions = null;
    boolean fromStart = false;
    boolean verify = false;
    Iterator<String> words = List.of(arguments).iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--bootstrap" -> bootstrap = value(word, words);
        case "--channel" -> channel = value(word, words);
        case "--positions" -> positions = Path.of(value(word, words));
        case "--from-start" -> fromStart = true;
        case "--verify" -> verify = true;
        default -> throw new IllegalArgumentException("unknown option " + word);
      }
    }
    return new WatchOptions(
        bootstrap, Channel.parse(channel), fromStart ? null : positions, verify);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.next();
  }
}
