package io.meshlog.model.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec;
import io.meshlog.model.naming.VirtualHost.Port;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.TestLog;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** xds-generation.md 3.6; decision 0028 */
class TaggedHostsTest {
  private final TestLog log = TestLog.of(Origin.zone("zone-1"));

  @Test
  void aServiceHasTwoNamesWhereItHasAnUnderscore() {
    assertThat(hosts("back_end", "web"))
        .extracting(VirtualHost::names)
        .containsExactly(List.of("back_end.mesh", "back.end.mesh"), List.of("web.mesh"));
  }

  @Test
  void whatIsNoNameHasAnAddressAndNoName() {
    assertThat(hosts("web:80").getFirst().names()).isEmpty();
  }

  @Test
  void otherServicesDoNotMoveAnAddress() {
    String alone = hosts("web").getFirst().address();
    String[] many = IntStream.range(0, 500).mapToObj(i -> "service-" + i).toArray(String[]::new);
    Map<String, String> among = new HashMap<>();
    for (VirtualHost host : hosts(with(many, "web"))) {
      among.put(host.names().getFirst(), host.address());
    }
    assertThat(among).containsEntry("web.mesh", alone).hasSize(501);
    assertThat(new HashSet<>(among.values())).hasSize(501);
  }

  @Test
  void noAddressIsOneThatServicesByIdentityCanHave() {
    String[] many = IntStream.range(0, 2_000).mapToObj(i -> "s" + i).toArray(String[]::new);
    assertThat(hosts(many))
        .extracting(VirtualHost::address)
        .noneMatch(address -> address.matches("24[123]\\..*"))
        .doesNotHaveDuplicates()
        .allMatch(address -> address.matches("2(4[0-9]|5[0-5])\\..*"));
  }

  /** A name whose first place is not to be had goes far away from it, not to the next one. */
  @Test
  void addressesAreSpreadOverTheWholeRange() {
    String[] many = IntStream.range(0, 2_000).mapToObj(i -> "s" + i).toArray(String[]::new);
    Map<String, Long> perOctet =
        hosts(many).stream()
            .collect(
                Collectors.groupingBy(
                    host -> host.address().substring(0, 3), Collectors.counting()));
    assertThat(perOctet)
        .hasSize(13)
        .allSatisfy((octet, count) -> assertThat(count).as(octet).isBetween(90L, 220L));
  }

  @Test
  void whenThereIsNoAddressLeftTheLastByNameHaveNone() {
    TagNaming tight = new TagNaming("mesh", AddressRange.parse("240.0.0.0/29"), true, 80);
    List<VirtualHost> hosts =
        TaggedHosts.of(
            tight,
            AddressRanges.DEFAULT,
            List.of("a", "b", "c", "d", "e", "f", "g", "h"),
            Set.of(),
            List.of(),
            List.of());
    assertThat(hosts)
        .extracting(host -> host.names().getFirst())
        .containsExactly("a.mesh", "b.mesh", "c.mesh", "d.mesh", "e.mesh", "f.mesh");
  }

  @Test
  void servicesCanBeLeftToTheOtherNames() {
    TagNaming without = new TagNaming("ours.example", TagNaming.DEFAULT.range(), false, 80);
    assertThat(
            TaggedHosts.of(
                without, AddressRanges.DEFAULT, List.of("web"), Set.of(), external(), List.of()))
        .extracting(VirtualHost::names)
        .containsExactly(List.of("example.com"));
  }

  @Test
  void anExternalServiceIsAtItsOwnPortTooAndHasTheNameOfItsHost() {
    Tags bin = Tags.of(Tags.SERVICE, "bin");
    List<VirtualHost> hosts =
        TaggedHosts.of(
            TagNaming.DEFAULT, AddressRanges.DEFAULT, List.of(), Set.of(), external(), List.of());
    assertThat(hosts)
        .extracting(VirtualHost::names)
        .containsExactly(List.of("bin.mesh"), List.of("example.com"));
    assertThat(hosts)
        .extracting(VirtualHost::ports)
        .allMatch(ports -> ports.equals(List.of(new Port(80, bin), new Port(8443, bin))));
  }

  @Test
  void aVirtualOutboundNamesWhatItsSelectorPicks() {
    put(
        VirtualOutboundSpec.TYPE,
        "v",
        """
        {"selectors":[{"match":{"kuma.io/service":"*","version":"*"}}],
         "conf":{"host":"{{.service}}.{{.version}}.ours","port":"{{.port}}",
          "parameters":[{"name":"service","tagKey":"kuma.io/service"},{"name":"version"},{"name":"port"}]}}\
        """);
    Tags good =
        Tags.of(Map.of(Tags.SERVICE, "web", "version", "v1", "port", "90", "more", "of-it"));
    Tags noPort = Tags.of(Map.of(Tags.SERVICE, "web", "version", "v2"));
    Tags badPort = Tags.of(Map.of(Tags.SERVICE, "web", "version", "v3", "port", "high"));
    Tags badName = Tags.of(Map.of(Tags.SERVICE, "web:1", "version", "v4", "port", "90"));
    Tags other = Tags.of(Map.of(Tags.SERVICE, "web"));

    assertThat(ruled(Set.of(good, noPort, badPort, badName, other)))
        .singleElement()
        .satisfies(host -> {
          assertThat(host.names()).containsExactly("web.v1.ours");
          assertThat(host.ports()).containsExactly(new Port(90, good.without("more")));
        });
  }

  @Test
  void ofTwoVirtualOutboundsTheOneThatSaysMoreHasTheName() {
    put(VirtualOutboundSpec.TYPE, "a", rule("{\"kuma.io/service\":\"*\"}", ""));
    put(
        VirtualOutboundSpec.TYPE,
        "z",
        rule("{\"kuma.io/service\":\"*\",\"version\":\"v1\"}", ",{\"name\":\"version\"}"));
    Tags tags = Tags.of(Map.of(Tags.SERVICE, "web", "version", "v1"));

    assertThat(ruled(Set.of(tags)))
        .extracting(VirtualHost::ports)
        .containsExactly(List.of(new Port(80, tags)));
  }

  private static String rule(String match, String parameter) {
    return "{\"selectors\":[{\"match\":"
        + match
        + "}],\"conf\":{\"host\":\"{{.service}}.ours\",\"port\":\"80\",\"parameters\":"
        + "[{\"name\":\"service\",\"tagKey\":\"kuma.io/service\"}"
        + parameter
        + "]}}";
  }

  private static String[] with(String[] many, String one) {
    String[] all = Arrays.copyOf(many, many.length + 1);
    all[many.length] = one;
    return all;
  }

  private static List<VirtualHost> hosts(String... services) {
    return TaggedHosts.of(
        TagNaming.DEFAULT,
        AddressRanges.DEFAULT,
        List.of(services),
        Set.of(),
        List.of(),
        List.of());
  }

  private List<VirtualHost> ruled(Set<Tags> carried) {
    return TaggedHosts.of(
        TagNaming.DEFAULT,
        AddressRanges.DEFAULT,
        List.of(),
        carried,
        List.of(),
        log.image().all(VirtualOutboundSpec.TYPE, "default").toList());
  }

  private List<Resource<ExternalServiceSpec>> external() {
    put(
        ExternalServiceSpec.TYPE,
        "bin",
        """
        {"networking":{"address":"example.com:8443"},"tags":{"kuma.io/service":"bin"}}\
        """);
    return log.image().all(ExternalServiceSpec.TYPE, "default").toList();
  }

  private <S extends Spec> void put(ResourceType<S> type, String name, String spec) {
    log.put(
        type, type.key("default", Origin.GLOBAL, name), Labels.EMPTY, SpecJson.read(type, spec));
  }
}
