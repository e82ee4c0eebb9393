package io.meshlog.zone.ads;

import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One type on one stream: what the client wants, what it holds, and what is on its way. Confined to
 * the stream's turn (see {@link Turns}).
 */
final class TypeFlow {
  private static final long FIRST_PRIME = 0x9E3779B97F4A7C15L;
  private static final long SECOND_PRIME = 0xC2B2AE3D27D4EB4FL;

  private final XdsType type;
  private final boolean delta;
  private Interest interest = Interest.NOTHING;
  private Exchange exchange = Exchange.IDLE;

  /** Versions the client accepted, by name. */
  private Map<String, String> held = new HashMap<>();

  /** Names to send even if the client holds their version: asked for again, or warming again. */
  private final Set<String> owed = new HashSet<>();

  /** The client waits for an answer, be it empty. */
  private boolean owesAnswer;

  /** Version that a reconnecting client says it has; believed only if it is what we would send. */
  private String claimed = "";

  private String lastNonce = "";
  private @Nullable String refused;

  /** Of the target that the newest answer was made from. */
  private long sentPos;

  /** What was last compared with {@link #held} and needed nothing, or was sent from. */
  private @Nullable Object compared;

  private final Counts counts = new Counts();

  TypeFlow(XdsType type, boolean delta) {
    this.type = type;
    this.delta = delta;
  }

  /** An answer of these types lists everything, so that what is missing is gone. */
  boolean listsEverything() {
    return !delta && wildcardType();
  }

  private boolean wildcardType() {
    return type == XdsType.CLUSTER || type == XdsType.LISTENER;
  }

  boolean subscribed() {
    return !(interest instanceof Interest.Nothing);
  }

  boolean wants(String name) {
    return interest.includes(name);
  }

  boolean awaiting() {
    return exchange instanceof Exchange.Awaiting;
  }

  Counts counts() {
    return counts;
  }

  // --- subscriptions, state of the world

  /** First request of this type on the stream. */
  void begin(List<String> names, String version) {
    boolean everything = wildcardType() && (names.isEmpty() || names.contains("*"));
    interest = everything ? Interest.EVERYTHING : new Interest.Names(Set.copyOf(names));
    // Endpoints and the like are sent again even if claimed: a cluster may still wait for them.
    claimed = wildcardType() ? version : "";
    owesAnswer = everything || !names.isEmpty();
    compared = null;
  }

  /** A later request lists all names anew. */
  void resubscribe(List<String> names) {
    Interest next =
        switch (interest) {
          case Interest.Everything all when names.isEmpty() || names.contains("*") -> all;
          case Interest.Everything _, Interest.Names _, Interest.Nothing _ ->
              names.contains("*") && wildcardType()
                  ? Interest.EVERYTHING
                  : new Interest.Names(Set.copyOf(names));
        };
    if (next.equals(interest)) {
      return;
    }
    if (next instanceof Interest.Names wanted) {
      wanted.names().stream().filter(name -> !interest.includes(name)).forEach(owed::add);
    }
    interest = next;
    prune();
    compared = null;
  }

  // --- subscriptions, delta

  void beginDelta(Collection<String> subscribe, Map<String, String> initial) {
    boolean everything = subscribe.contains("*") || (wildcardType() && subscribe.isEmpty());
    interest = everything ? Interest.EVERYTHING : new Interest.Names(Set.copyOf(subscribe));
    if (wildcardType()) {
      held = new HashMap<>(initial);
    } else {
      subscribe.stream().filter(name -> !name.equals("*")).forEach(owed::add);
    }
    owesAnswer = everything && held.isEmpty();
    compared = null;
  }

  void change(Collection<String> subscribe, Collection<String> unsubscribe) {
    if (subscribe.isEmpty() && unsubscribe.isEmpty()) {
      return;
    }
    Set<String> names =
        new HashSet<>(interest instanceof Interest.Names current ? current.names() : Set.of());
    boolean everything = interest instanceof Interest.Everything;
    everything = (everything && !unsubscribe.contains("*")) || subscribe.contains("*");
    unsubscribe.forEach(names::remove);
    names.addAll(subscribe);
    names.remove("*");
    owed.removeAll(unsubscribe);
    owed.addAll(subscribe);
    owed.remove("*");
    if (!everything) {
      unsubscribe.forEach(held::remove);
    }
    interest = everything ? Interest.EVERYTHING : new Interest.Names(names);
    prune();
    compared = null;
  }

  /**
   * Sends this name with the next answer although the client holds it, or has refused what would be
   * sent: it waits for it.
   */
  void owe(String name) {
    if (interest.includes(name) && owed.add(name)) {
      compared = null;
      refused = null;
    }
  }

  private void prune() {
    if (interest instanceof Interest.Names wanted) {
      held.keySet().retainAll(wanted.names());
      owed.retainAll(wanted.names());
    }
  }

  // --- answers

  /**
   * Whether {@code nonce} belongs to the newest answer; an older one is stale and means nothing.
   */
  boolean current(String nonce) {
    return nonce.equals(lastNonce);
  }

  /** The client accepted the answer in flight. Returns the names it now has from it. */
  Set<String> accept(String nonce) {
    if (!(exchange instanceof Exchange.Awaiting sent) || !sent.nonce().equals(nonce)) {
      return Set.of();
    }
    if (listsEverything()) {
      held = new HashMap<>(sent.sent());
    } else {
      held.putAll(sent.sent());
      held.keySet().removeAll(sent.removed());
    }
    prune();
    exchange = Exchange.IDLE;
    refused = null;
    counts.accepted += 1;
    return sent.sent().keySet();
  }

  /** The client refused the answer in flight: it keeps what it holds. Returns the names in it. */
  Set<String> refuse(String nonce) {
    if (!(exchange instanceof Exchange.Awaiting sent) || !sent.nonce().equals(nonce)) {
      return Set.of();
    }
    refused = sent.fingerprint();
    exchange = Exchange.IDLE;
    counts.refused += 1;
    compared = null;
    return sent.sent().keySet();
  }

  /** Of the target that the newest answer was made from. */
  long sentPos() {
    return sentPos;
  }

  /** Whether the client holds a resource of this name, or will if it accepts what is in flight. */
  boolean has(String name) {
    return held.containsKey(name)
        || (exchange instanceof Exchange.Awaiting sent && sent.sent().containsKey(name));
  }

  /** Whether nothing of {@code available} remains to be sent (it may not be accepted yet). */
  boolean taken(SortedMap<String, XdsResource> available) {
    return !subscribed() || compared == available;
  }

  /** Whether the client has accepted all of {@code available} that it wants. */
  boolean synced(SortedMap<String, XdsResource> available) {
    return !subscribed() || (compared == available && !awaiting() && refused == null);
  }

  /** The next answer, if there is something to say and nothing in flight. */
  @Nullable Answer poll(SortedMap<String, XdsResource> available, Nonces nonces, long pos) {
    if (!subscribed() || awaiting() || compared == available) {
      return null;
    }
    SortedMap<String, XdsResource> wanted = wanted(available);
    believeClaim(wanted);
    List<XdsResource> changes = changes(wanted);
    Set<String> removed = removed(wanted);
    boolean nothing = changes.isEmpty() && removed.isEmpty() && !owesAnswer;
    compared = available;
    if (nothing) {
      owed.clear();
      return null;
    }
    String fingerprint = fingerprint(wanted);
    if (fingerprint.equals(refused)) {
      return null;
    }
    owed.clear();
    owesAnswer = false;
    sentPos = pos;
    return send(fingerprint, wanted, changes, removed, nonces.next());
  }

  private Answer send(
      String fingerprint,
      SortedMap<String, XdsResource> wanted,
      List<XdsResource> changes,
      Set<String> removed,
      String nonce) {
    List<XdsResource> resources =
        listsEverything() ? List.copyOf(wanted.values()) : List.copyOf(changes);
    Map<String, String> sent = HashMap.newHashMap(resources.size());
    resources.forEach(resource -> sent.put(resource.name(), resource.version()));
    Set<String> changed = HashSet.newHashSet(changes.size());
    changes.forEach(resource -> changed.add(resource.name()));
    exchange = new Exchange.Awaiting(nonce, fingerprint, sent, removed);
    lastNonce = nonce;
    refused = null;
    counts.sent += 1;
    return new Answer(type, fingerprint, nonce, resources, changed, removed);
  }

  private SortedMap<String, XdsResource> wanted(SortedMap<String, XdsResource> available) {
    return switch (interest) {
      case Interest.Nothing _ -> new TreeMap<>();
      case Interest.Everything _ -> available;
      case Interest.Names(Set<String> names) -> {
        SortedMap<String, XdsResource> wanted = new TreeMap<>();
        for (String name : names) {
          XdsResource resource = available.get(name);
          if (resource != null) {
            wanted.put(name, resource);
          }
        }
        yield wanted;
      }
    };
  }

  private void believeClaim(SortedMap<String, XdsResource> wanted) {
    if (!claimed.isEmpty() && claimed.equals(fingerprint(wanted))) {
      wanted.forEach((name, resource) -> held.put(name, resource.version()));
      owesAnswer = false;
    }
    claimed = "";
  }

  private List<XdsResource> changes(SortedMap<String, XdsResource> wanted) {
    List<XdsResource> changes = new ArrayList<>();
    for (XdsResource resource : wanted.values()) {
      if (owed.contains(resource.name()) || !resource.version().equals(held.get(resource.name()))) {
        changes.add(resource);
      }
    }
    return changes;
  }

  /** What the client holds or asked for and is not there. */
  private Set<String> removed(SortedMap<String, XdsResource> wanted) {
    Set<String> removed = new HashSet<>();
    for (String name : held.keySet()) {
      if (!wanted.containsKey(name)) {
        removed.add(name);
      }
    }
    if (delta) {
      owed.stream().filter(name -> !wanted.containsKey(name)).forEach(removed::add);
    } else if (!wildcardType()) {
      // Here a name that is missing means "unchanged": there is no way to take it away.
      held.keySet().removeAll(removed);
      removed.clear();
    }
    return removed;
  }

  /** Of names and versions, which are hashes: it need not be one that none can foresee. */
  private static String fingerprint(SortedMap<String, XdsResource> resources) {
    long one = 1;
    long other = resources.size();
    for (XdsResource resource : resources.values()) {
      one = stir(one, resource.name()) * FIRST_PRIME;
      other = Long.rotateLeft(other, 31) ^ one;
      one = stir(one, resource.version());
      other = other * SECOND_PRIME + one;
    }
    return HexFormat.of().toHexDigits(spread(one)) + HexFormat.of().toHexDigits(spread(other));
  }

  private static long stir(long state, String text) {
    long mixed = state;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * FIRST_PRIME;
      mixed ^= mixed >>> 29;
    }
    return mixed;
  }

  private static long spread(long state) {
    long mixed = (state ^ (state >>> 33)) * SECOND_PRIME;
    return mixed ^ (mixed >>> 29);
  }

  /** Answers of one type so far. */
  static final class Counts {
    // One writer, the stream's turn; read by others.
    private volatile long sent;
    private volatile long accepted;
    private volatile long refused;

    TypeCounts now() {
      return new TypeCounts(sent, accepted, refused);
    }
  }

  /** Makes nonces, unique within a stream. */
  static final class Nonces {
    private long last;

    String next() {
      return Long.toString(++last);
    }
  }
}
