package io.meshlog.xds.state;

import io.meshlog.model.resource.ResourceKey;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Protocol;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;

/**
 * What a step did to services, seen from before and after it: what came and went in between touches
 * nobody.
 *
 * @param touched is added to
 */
record ServiceChanges(
    PSortedMap<String, MeshView> before, PSortedMap<String, MeshView> after, Set<Dep> touched) {

  void ofEndpoints(String mesh, String service) {
    touched.add(new Dep.Endpoints(mesh, service));
    ofShape(mesh, service);
    ServiceView was = service(before, mesh, service);
    ServiceView is = service(after, mesh, service);
    if (!ServiceView.sameRemote(was, is)
        && (hasRemote(was) != hasRemote(is) || splits(mesh, service))) {
      touched.add(new Dep.EgressShape());
    }
    if (ServiceView.sameLocal(was, is)) {
      return;
    }
    touched.add(new Dep.LocalEndpoints(mesh, service));
    touched.add(new Dep.Places(mesh, service));
    touched.add(new Dep.Places(mesh, "*"));
    if (offered(was) != offered(is) || splits(mesh, service)) {
      touched.add(new Dep.IngressShape());
    }
  }

  private static boolean hasRemote(@Nullable ServiceView view) {
    return view != null && !view.remote().isEmpty();
  }

  private static boolean offered(@Nullable ServiceView view) {
    return view != null && !view.local().isEmpty();
  }

  /** Which endpoints carry a tag decides how an ingress tells destinations apart. */
  private boolean splits(String mesh, String service) {
    MeshView view = after.get(mesh);
    return view != null
        && view.policies().destinations().stream()
            .anyMatch(d -> d.service().equals(service) || d.service().equals("*"));
  }

  void ofShape(String mesh, String service) {
    ServiceView was = service(before, mesh, service);
    ServiceView is = service(after, mesh, service);
    boolean same =
        (was == null ? Protocol.UNKNOWN : was.protocol())
                == (is == null ? Protocol.UNKNOWN : is.protocol())
            && (was == null || was.tlsReady()) == (is == null || is.tlsReady())
            && (was != null && was.isOutside()) == (is != null && is.isOutside());
    if (!same) {
      touched.add(new Dep.Shape(mesh, service));
    }
    if ((was != null && was.isOutside()) != (is != null && is.isOutside())) {
      touched.add(new Dep.EgressShape());
    }
  }

  void ofNamed(String mesh, ResourceKey service) {
    Optional<NamedView> was = named(before, mesh, service);
    Optional<NamedView> is = named(after, mesh, service);
    touched.add(new Dep.NamedEndpoints(service));
    if (!was.map(NamedView::service).equals(is.map(NamedView::service))) {
      touched.add(new Dep.Named(service));
    }
    if (was.map(NamedView::ofThisZone).orElse(false)
        != is.map(NamedView::ofThisZone).orElse(false)) {
      touched.add(new Dep.IngressShape());
    }
  }

  private static Optional<NamedView> named(
      PSortedMap<String, MeshView> meshes, String mesh, ResourceKey service) {
    return Optional.ofNullable(meshes.get(mesh))
        .flatMap(view -> view.namedServices().find(service));
  }

  private static @Nullable ServiceView service(
      PSortedMap<String, MeshView> meshes, String mesh, String service) {
    MeshView view = meshes.get(mesh);
    return view == null ? null : view.service(service);
  }
}
