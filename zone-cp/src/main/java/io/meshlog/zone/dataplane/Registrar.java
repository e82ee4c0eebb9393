package io.meshlog.zone.dataplane;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Refusal;
import io.meshlog.model.admit.Verdict;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.decide.Rejection;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.Membership;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the resources that proxies bring, and removes them when they are gone. A proxy that comes
 * back with what is stored already writes nothing, so that a storm of reconnects, or a database
 * that is down, does not stand in its way. Blocks.
 */
public final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  private static final String ACTOR = "proxy:";

  private final Supplier<MeshImage> image;
  private final Admission admission;
  private final EventLog log;

  /** Head that an image must have to show our own newest removal; MAX while it is under way. */
  private final Map<ProxyKey, Long> removals = new ConcurrentHashMap<>();

  public Registrar(Supplier<MeshImage> image, Admission admission, EventLog log) {
    this.image = image;
    this.admission = admission;
    this.log = log;
  }

  /** Why a resource could not be registered. */
  public static final class NotRegistered extends Exception {
    private static final long serialVersionUID = 1L;

    NotRegistered(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Stores the resource a proxy brought.
   *
   * @return false when it was there just so, as far as the image tells
   */
  public boolean register(ProxyKey proxy, ProxyResource resource) throws NotRegistered {
    if (!resource.mesh().equals(proxy.mesh()) || !resource.name().equals(proxy.name())) {
      throw new NotRegistered(
          "the resource is %s.%s but the node id says %s"
              .formatted(resource.mesh(), resource.name(), proxy.nodeId()));
    }
    return switch (proxy.kind()) {
      case DATAPLANE -> {
        if (image.get().find(CoreTypes.MESH, "", proxy.mesh()).isEmpty()) {
          throw new NotRegistered("mesh \"" + proxy.mesh() + "\" does not exist");
        }
        yield put(proxy, resource, CoreTypes.DATAPLANE);
      }
      case INGRESS -> put(proxy, resource, CoreTypes.ZONE_INGRESS);
      case EGRESS -> put(proxy, resource, CoreTypes.ZONE_EGRESS);
    };
  }

  private <S extends Spec> boolean put(ProxyKey proxy, ProxyResource resource, ResourceType<S> type)
      throws NotRegistered {
    MeshImage now = image.get();
    @Nullable Resource<S> existing = now.find(type, resource.mesh(), resource.name()).orElse(null);
    return switch (admission.complete(resource.check(admission, type), existing)) {
      case Verdict.NotAdmitted<S> refused -> throw new NotRegistered(refused.refusal().line());
      case Verdict.Admitted<S> admitted -> {
        mayJoin(now, resource.mesh(), admitted.spec());
        admitted.warnings().forEach(warning -> LOG.info("{}: {}", proxy, warning));
        boolean same =
            existing != null
                && existing.labels().equals(admitted.labels())
                && existing.spec().equals(admitted.spec());
        if (!same || removals.getOrDefault(proxy, 0L) > now.head()) {
          Command put = admitted.put(Expected.ANY);
          Command safe =
              now.find(CoreTypes.MESH, "", type.isMeshScoped() ? resource.mesh() : "")
                  .<Command>map(mesh -> new Command.Within(mesh.key(), put))
                  .orElse(put);
          append(proxy, safe, same);
          yield true;
        }
        yield false;
      }
    };
  }

  private static void mayJoin(MeshImage image, String mesh, Spec spec) throws NotRegistered {
    Violations violations = Violations.collector();
    if (spec instanceof DataplaneSpec dataplane) {
      image
          .find(CoreTypes.MESH, "", mesh)
          .ifPresent(found -> Membership.check(mesh, found.spec(), dataplane, violations));
    }
    if (!violations.isEmpty()) {
      Refusal refusal =
          new Refusal(Refusal.Reason.CREATION, "Resource is not valid", violations.list());
      throw new NotRegistered(refusal.line());
    }
  }

  private void append(ProxyKey proxy, Command command, boolean thereAlready) throws NotRegistered {
    AppendOutcome outcome = log.append(AppendRequest.of(command, meta(proxy))).join();
    switch (outcome) {
      case AppendOutcome.Appended _ -> {}
      case AppendOutcome.Refused(Rejection why) -> throw new NotRegistered(String.valueOf(why));
      case AppendOutcome.KeyReused(), AppendOutcome.TurnOver(), AppendOutcome.Overloaded() ->
          orElseKeep(thereAlready, "too many writes are waiting");
      case AppendOutcome.Unavailable(String why) -> orElseKeep(thereAlready, why);
      case AppendOutcome.OutcomeUnknown(String why) -> orElseKeep(thereAlready, why);
    }
  }

  private static void orElseKeep(boolean thereAlready, String why) throws NotRegistered {
    if (!thereAlready) {
      throw new NotRegistered(why);
    }
  }

  /** Puts back what was removed although its proxy is here. */
  <S extends Spec> void putBack(ProxyKey proxy, Resource<S> resource) {
    Command put =
        new Command.Put<>(
            resource.type(), resource.key(), resource.labels(), resource.spec(), Expected.ANY);
    AppendOutcome outcome = log.append(AppendRequest.of(put, meta(proxy))).join();
    LOG.info("{} is here: its resource, which was removed, is put back: {}", proxy, outcome);
  }

  /**
   * Removes the resource of a proxy that is gone.
   *
   * @return false when that is to be tried again
   */
  public boolean remove(ProxyKey proxy) {
    MeshImage now = image.get();
    ResourceType<? extends Spec> type = ProxyResource.type(proxy.kind());
    ResourceKey key = type.key(proxy.mesh(), now.self(), proxy.name());
    removals.put(proxy, Long.MAX_VALUE);
    AppendOutcome outcome =
        log.append(AppendRequest.of(new Command.Delete(key, Expected.ANY), meta(proxy))).join();
    if (outcome instanceof AppendOutcome.Appended(var position, var _, var _, var _)) {
      removals.put(proxy, position.pos());
      LOG.info("{} is gone: its resource was removed", proxy);
    } else {
      removals.remove(proxy);
      LOG.warn("the resource of {} stays: {}", proxy, outcome);
    }
    removals.values().removeIf(pos -> pos <= now.head());
    return outcome instanceof AppendOutcome.Appended || outcome instanceof AppendOutcome.Refused;
  }

  /** Whether an event's actor is a proxy, or a replica on its behalf. */
  static boolean isProxy(String actor) {
    return actor.startsWith(ACTOR);
  }

  private static EventMeta meta(ProxyKey proxy) {
    return EventMeta.of(
        ACTOR + (proxy.kind() == ProxyKind.DATAPLANE ? proxy.nodeId() : proxy.name()));
  }
}
