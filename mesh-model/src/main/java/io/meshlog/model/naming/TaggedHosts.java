package io.meshlog.model.naming;

import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec;
import io.meshlog.model.naming.VirtualHost.Port;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.HashedName;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Names and virtual addresses of what goes by tags in one mesh: services, host names of
 * ExternalServices, names that VirtualOutbounds make (xds-generation.md 3.6). A function of its
 * arguments, so that every replica comes to the same. An address follows from the name: it moves
 * only when another name that wants the very same one and comes first in the alphabet comes or
 * goes.
 */
public final class TaggedHosts {
  private static final int HTTP = 80;

  /** How often a name asks for another place before it takes the next one that is free. */
  private static final int TRIES = 64;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private enum Kind {
    SERVICE,
    HOST,
    RULE
  }

  private record Entry(Kind kind, String name) implements Comparable<Entry> {
    private static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::kind).thenComparing(Entry::name);

    @Override
    public int compareTo(Entry other) {
      return ORDER.compare(this, other);
    }
  }

  private final TagNaming naming;
  private final AddressRanges others;

  /** By port; the first that is there stays. */
  private final SortedMap<Entry, SortedMap<Integer, Tags>> entries = new TreeMap<>();

  private TaggedHosts(TagNaming naming, AddressRanges others) {
    this.naming = naming;
    this.others = others;
  }

  /**
   * Sorted by what they are and by name; those for which no address is left are not there.
   *
   * @param others addresses of services by identity
   * @param services every {@code kuma.io/service} that somebody in this or another zone carries
   * @param carried every set of tags that they carry; of no interest without rules
   * @param external in the order in which they get what several want
   */
  public static List<VirtualHost> of(
      TagNaming naming,
      AddressRanges others,
      Collection<String> services,
      Collection<Tags> carried,
      Collection<Resource<ExternalServiceSpec>> external,
      Collection<Resource<VirtualOutboundSpec>> rules) {
    TaggedHosts hosts = new TaggedHosts(naming, others);
    services.forEach(service -> hosts.service(service, naming.port()));
    external.forEach(each -> hosts.external(each.spec()));
    List<Tags> all =
        rules.isEmpty()
            ? List.of()
            : Stream.concat(carried.stream(), external.stream().map(each -> each.spec().tags()))
                .filter(tags -> !tags.service().isEmpty())
                .distinct()
                .sorted(Comparator.comparing(tags -> tags.values().toString()))
                .toList();
    RuledNames.of(rules, all).forEach(hosts::ruled);
    return hosts.addressed();
  }

  private void put(Kind kind, String name, int port, Tags to) {
    entries.computeIfAbsent(new Entry(kind, name), none -> new TreeMap<>()).putIfAbsent(port, to);
  }

  private void service(String service, int port) {
    if (naming.services() && !service.isEmpty()) {
      put(Kind.SERVICE, service, port, Tags.of(Tags.SERVICE, service));
    }
  }

  private void external(ExternalServiceSpec spec) {
    String service = spec.tags().service();
    if (service.isEmpty()) {
      return;
    }
    service(service, naming.port());
    spec.place()
        .ifPresent(place -> {
          service(service, place.port());
          boolean named =
              spec.networking() != null
                  && !spec.networking().disableHostDNSEntry()
                  && !AddressRules.ip(place.host());
          if (named) {
            Tags to = Tags.of(Tags.SERVICE, service);
            put(Kind.HOST, place.host(), place.port(), to);
            put(Kind.HOST, place.host(), HTTP, to);
          }
        });
  }

  private void ruled(RuledNames.Name name) {
    put(Kind.RULE, name.host(), name.port(), name.to());
  }

  private List<VirtualHost> addressed() {
    List<VirtualHost> hosts = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    entries.forEach((entry, ports) ->
        place(entry, taken)
            .ifPresent(place -> {
              taken.add(place);
              hosts.add(
                  new VirtualHost(
                      naming.range().address(place),
                      names(entry),
                      ports.entrySet().stream()
                          .map(port -> new Port(port.getKey(), port.getValue()))
                          .toList()));
            }));
    return List.copyOf(hosts);
  }

  private List<String> names(Entry entry) {
    if (entry.kind() != Kind.SERVICE) {
      return List.of(entry.name());
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(entry.name() + '.' + naming.domain());
    names.add(entry.name().replace('_', '.') + '.' + naming.domain());
    return names.stream().filter(AddressRules::domain).toList();
  }

  private Optional<Integer> place(Entry entry, Set<Integer> taken) {
    int size = naming.range().size();
    if (taken.size() >= size) {
      return Optional.empty();
    }
    long seed = HashedName.fnv1a64(entry.kind() + " " + entry.name());
    int place = 0;
    for (int i = 1; i <= TRIES; i++) {
      place = (int) Long.remainderUnsigned(mixed(seed + i * GOLDEN), size);
      if (!taken.contains(place) && !others.hold(naming.range().at(place))) {
        return Optional.of(place);
      }
    }
    for (int i = 0; i < size; i++) {
      int next = (place + i) % size;
      if (!taken.contains(next) && !others.hold(naming.range().at(next))) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /** Has every bit depend on every other: SplitMix64. */
  private static long mixed(long seed) {
    long once = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L;
    long twice = (once ^ once >>> 27) * 0x94d049bb133111ebL;
    return twice ^ twice >>> 31;
  }
}
