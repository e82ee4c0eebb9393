package io.meshlog.api.mesh;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.hostname.HostnameGeneratorSpec;
import io.meshlog.model.hostname.HostnameGeneratorSpec.Selector;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.LabelSelector;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.PluginTypes;
import java.util.List;
import java.util.Map;

/**
 * The HostnameGenerators that a control plane makes at its start where they are missing
 * (rest-and-dataplane-protocol.md 2.8): a zone names its own services, Global names for all zones
 * what they see of each other.
 */
final class InitialHostnameGenerators {
  private record Initial(String name, Selector selector, String template) {}

  private static final String HEADLESS = "k8s.kuma.io/is-headless-service";

  private InitialHostnameGenerators() {}

  static List<Command> missing(MeshImage image) {
    Origin self = image.self();
    List<Initial> all = self.isGlobal() ? ofGlobal() : ofZone();
    return all.stream()
        .filter(each -> image.find(PluginTypes.HOSTNAME_GENERATOR, "", each.name()).isEmpty())
        .<Command>map(each ->
            new Command.Put<>(
                PluginTypes.HOSTNAME_GENERATOR,
                PluginTypes.HOSTNAME_GENERATOR.key("", self, each.name()),
                self.isGlobal() ? Labels.EMPTY : Labels.of(Labels.ORIGIN, self.label()),
                new HostnameGeneratorSpec(each.selector(), each.template(), null),
                Expected.ABSENT))
        .toList();
  }

  private static List<Initial> ofZone() {
    LabelSelector own = where(Map.of(Labels.ORIGIN, "zone"));
    return List.of(
        new Initial(
            "local-mesh-external-service",
            new Selector(null, own, null),
            "{{ .DisplayName }}.extsvc.mesh.local"),
        new Initial(
            "local-universal-mesh-service",
            new Selector(own, null, null),
            "{{ .DisplayName }}.svc.mesh.local"));
  }

  private static List<Initial> ofGlobal() {
    LabelSelector synced = where(Map.of(Labels.ORIGIN, "global"));
    return List.of(
        new Initial(
            "synced-mesh-multi-zone-service",
            new Selector(null, null, synced),
            "{{ .DisplayName }}.mzsvc.mesh.local"),
        new Initial(
            "synced-kube-mesh-service",
            new Selector(of("kubernetes", Map.of(HEADLESS, "false")), null, null),
            "{{ .DisplayName }}.{{ .Namespace }}.svc.{{ .Zone }}.mesh.local"),
        new Initial(
            "synced-headless-kube-mesh-service",
            new Selector(of("kubernetes", Map.of(HEADLESS, "true")), null, null),
            "{{ label \"statefulset.kubernetes.io/pod-name\" }}"
                + ".{{ label \"k8s.kuma.io/service-name\" }}"
                + ".{{ .Namespace }}.svc.{{ .Zone }}.mesh.local"),
        new Initial(
            "synced-universal-mesh-service",
            new Selector(of("universal", Map.of()), null, null),
            "{{ .DisplayName }}.svc.{{ .Zone }}.mesh.local"),
        new Initial(
            "synced-mesh-external-service",
            new Selector(null, synced, null),
            "{{ .DisplayName }}.extsvc.mesh.local"));
  }

  private static LabelSelector of(String environment, Map<String, String> more) {
    Labels labels = Labels.of(more).with(Labels.ORIGIN, "global").with(Labels.ENV, environment);
    return new LabelSelector(labels);
  }

  private static LabelSelector where(Map<String, String> labels) {
    return new LabelSelector(Labels.of(labels));
  }
}
