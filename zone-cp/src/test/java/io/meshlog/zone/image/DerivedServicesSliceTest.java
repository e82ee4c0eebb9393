package io.meshlog.zone.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.MeshServiceSpec.Identity;
import io.meshlog.model.service.MeshServiceSpec.State;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.zone.TestZone;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivedServicesSliceTest {
  @Test
  void aMeshServiceSaysWhatItsInstancesAreAndKeepsWhoTheyWere() throws Exception {
    try (TestZone zone = new TestZone()) {
      zone.put("{type: Mesh, name: default}");
      zone.put(
          """
          {type: MeshService, mesh: default, name: backend, spec: {
            selector: {dataplaneTags: {app: b}}, ports: [{port: 80, appProtocol: http}]}}
          """);
      zone.awaitImage(now -> state(now) == State.Unavailable);
      zone.put(
          """
          {type: Dataplane, mesh: default, name: b-1, networking: {address: 192.168.0.1, inbound: [
            {port: 80, tags: {kuma.io/service: backend, app: b}}]}}
          """);
      zone.awaitImage(now -> state(now) == State.Available);
      assertThat(service(zone.store().live().current()).identitiesOrNone())
          .isEqualTo(List.of(Identity.service("backend")));

      zone.append(
          new Command.Delete(
              CoreTypes.DATAPLANE.key("default", TestZone.SELF, "b-1"), Expected.ANY));
      zone.awaitImage(now -> state(now) == State.Unavailable);
      assertThat(service(zone.store().live().current()).identitiesOrNone())
          .isEqualTo(List.of(Identity.service("backend")));
    }
  }

  private static MeshServiceSpec service(MeshImage image) {
    return image.find(CoreTypes.MESH_SERVICE, "default", "backend").orElseThrow().spec();
  }

  private static State state(MeshImage image) {
    return service(image).state();
  }
}
