package io.meshlog.zone.ads;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random targets against a client that accepts, refuses and dawdles at random. */
class StreamFlowRandomTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
  private static final int ROUNDS = 400;
  private static final int STEPS = 60;

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void convergesWithOneAnswerOfEachTypeInFlight(boolean delta, boolean refusing) {
    long first = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      long seed = first + round;
      try {
        play(new Random(seed), delta, refusing);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " delta " + delta, e);
      }
    }
  }

  private static void play(Random random, boolean delta, boolean refusing) {
    StreamFlow flow = new StreamFlow(delta);
    Client client = new Client(flow, delta, refusing, random);
    client.subscribe(XdsType.CLUSTER);
    Target target = target(random, 0);
    for (int step = 1; step <= STEPS; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          target = target(random, step);
          flow.retarget(target);
        }
        case 1 -> client.read();
        default -> client.pump();
      }
    }
    client.refusing = false;
    // Content that was refused is not offered again: the last target must differ from all before.
    target = resources(random).service("z", "last").at(STEPS + 1);
    flow.retarget(target);
    for (int i = 0; i < 200 && !flow.settled(); i++) {
      client.pump();
      client.read();
    }
    assertThat(flow.settled()).as("settled").isTrue();
    for (XdsType type : List.of(XdsType.CLUSTER, XdsType.ENDPOINT, XdsType.LISTENER)) {
      Map<String, String> wanted = versions(target, type);
      Map<String, String> has = new TreeMap<>(client.holds(type));
      has.keySet().retainAll(wanted.keySet());
      assertThat(has).as("%s", type).isEqualTo(wanted);
      if (type != XdsType.ENDPOINT) {
        assertThat(client.holds(type).keySet()).as("%s", type).isEqualTo(wanted.keySet());
      }
    }
  }

  private static Target target(Random random, long pos) {
    return resources(random).at(pos);
  }

  private static Resources resources(Random random) {
    Resources resources = Resources.none();
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        resources
            .with(XdsType.CLUSTER, name, "" + random.nextInt(2))
            .with(XdsType.ENDPOINT, name, "" + random.nextInt(3))
            .with(XdsType.LISTENER, name, "" + random.nextInt(2));
      }
    }
    return resources;
  }

  private static Map<String, String> versions(Target target, XdsType type) {
    Map<String, String> versions = new TreeMap<>();
    target.of(type).forEach((name, resource) -> versions.put(name, resource.version()));
    return versions;
  }

  /** Behaves as Envoy does: follows clusters to endpoints, and warms what changed. */
  private static final class Client {
    private final StreamFlow flow;
    private final boolean delta;
    private final Random random;
    private final Map<XdsType, Map<String, String>> held = new EnumMap<>(XdsType.class);
    private final Deque<Answer> inbox = new ArrayDeque<>();
    private final Set<XdsType> inFlight = new HashSet<>();
    private final Set<String> warming = new HashSet<>();
    private Set<String> watched = Set.of();
    private boolean refusing;
    private boolean refusedSome;

    Client(StreamFlow flow, boolean delta, boolean refusing, Random random) {
      this.flow = flow;
      this.delta = delta;
      this.refusing = refusing;
      this.random = random;
    }

    Map<String, String> holds(XdsType type) {
      return held.computeIfAbsent(type, _ -> new HashMap<>());
    }

    void subscribe(XdsType type) {
      if (delta) {
        flow.flow(type).beginDelta(List.of(), Map.of());
      } else {
        flow.flow(type).begin(List.of(), "");
      }
    }

    /** The server sends what it has to say, as far as the transport takes it. */
    void pump() {
      for (int room = random.nextInt(4); room > 0; room--) {
        Answer answer = flow.next();
        if (answer == null) {
          return;
        }
        assertThat(inFlight.add(answer.type())).as("one %s in flight", answer.type()).isTrue();
        inbox.add(answer);
      }
    }

    void read() {
      Answer answer = inbox.poll();
      if (answer == null) {
        return;
      }
      inFlight.remove(answer.type());
      if (refusing && random.nextInt(4) == 0) {
        refusedSome = true;
        flow.refuse(answer.type(), answer.nonce());
        return;
      }
      take(answer);
      follow(answer.type());
      flow.accept(answer.type(), answer.nonce());
      if (answer.type() == XdsType.CLUSTER && !flow.flow(XdsType.LISTENER).subscribed()) {
        subscribe(XdsType.LISTENER);
      }
      if (!refusedSome) {
        listenersFindTheirClusters();
      }
    }

    private void take(Answer answer) {
      Map<String, String> mine = holds(answer.type());
      Map<String, String> news = new HashMap<>();
      for (XdsResource resource : answer.resources()) {
        news.put(resource.name(), resource.version());
      }
      if (answer.type() == XdsType.CLUSTER) {
        news.forEach((name, version) -> {
          if (!version.equals(mine.get(name))) {
            warming.add(name);
          }
        });
      }
      if (answer.type() == XdsType.ENDPOINT) {
        warming.removeAll(news.keySet());
      }
      if (!delta && answer.type() != XdsType.ENDPOINT) {
        mine.clear();
      }
      mine.putAll(news);
      mine.keySet().removeAll(answer.removed());
    }

    private void follow(XdsType type) {
      if (type != XdsType.CLUSTER) {
        return;
      }
      Set<String> wanted = Set.copyOf(holds(XdsType.CLUSTER).keySet());
      TypeFlow endpoints = flow.flow(XdsType.ENDPOINT);
      Set<String> added = new HashSet<>(wanted);
      added.removeAll(watched);
      Set<String> dropped = new HashSet<>(watched);
      dropped.removeAll(wanted);
      holds(XdsType.ENDPOINT).keySet().removeAll(dropped);
      warming.removeAll(dropped);
      watched = wanted;
      if (delta) {
        if (!endpoints.subscribed()) {
          endpoints.beginDelta(wanted, Map.of());
        } else {
          endpoints.change(added, dropped);
        }
      } else if (!endpoints.subscribed()) {
        endpoints.begin(List.copyOf(wanted), "");
      } else {
        endpoints.resubscribe(List.copyOf(wanted));
      }
    }

    /** No listener refers to a cluster that is missing or never got endpoints. */
    private void listenersFindTheirClusters() {
      for (String name : holds(XdsType.LISTENER).keySet()) {
        assertThat(holds(XdsType.CLUSTER)).as("clusters").containsKey(name);
        assertThat(holds(XdsType.ENDPOINT)).as("endpoints").containsKey(name);
      }
    }
  }
}
