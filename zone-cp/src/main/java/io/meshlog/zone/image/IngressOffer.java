package io.meshlog.zone.image;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.MeshListener;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code availableServices} of this zone's ingresses what the zone offers (design.md section
 * 4). Played by one replica; appends only where the derived value differs, and only while its turn
 * lasts. A write that meets a newer version is given up: that version's own step brings the next
 * look.
 */
public final class IngressOffer implements MeshListener {
  private static final Logger LOG = LoggerFactory.getLogger(IngressOffer.class);

  private final Supplier<MeshState> state;
  private final EventLog log;
  private final Supplier<Optional<RoleTerm>> turn;
  private final Executor threads;
  private final AtomicBoolean due = new AtomicBoolean();

  /**
   * @param state the newest
   * @param turn this replica's, of the role that derives them
   * @param threads where a look runs
   */
  public IngressOffer(
      Supplier<MeshState> state,
      EventLog log,
      Supplier<Optional<RoleTerm>> turn,
      Executor threads) {
    this.state = state;
    this.log = log;
    this.turn = turn;
    this.threads = threads;
  }

  @Override
  public void onStep(MeshImage before, MeshImage after, MeshDelta delta) {
    boolean ingress =
        delta.changes().stream()
            .anyMatch(change ->
                change.key().type().equals(CoreTypes.ZONE_INGRESS.name())
                    && change.key().origin().equals(after.self()));
    if (ingress) {
      look();
    }
  }

  /** What the zone offers, or who plays the role, may have changed. Never blocks. */
  public void look() {
    if (!due.getAndSet(true)) {
      threads.execute(() -> {
        due.set(false);
        turn.get().ifPresent(mine -> write(state.get(), mine));
      });
    }
  }

  private void write(MeshState now, RoleTerm mine) {
    MeshImage image = now.image();
    List<AvailableService> offered = now.availableServices();
    image
        .all(CoreTypes.ZONE_INGRESS)
        .filter(ingress -> ingress.origin().equals(image.self()))
        .filter(ingress -> !ingress.spec().available().equals(offered))
        .forEach(ingress -> write(ingress, offered, mine));
  }

  private void write(
      Resource<ZoneIngressSpec> ingress, List<AvailableService> offered, RoleTerm mine) {
    Command put =
        new Command.Put<>(
            CoreTypes.ZONE_INGRESS,
            ingress.key(),
            ingress.labels(),
            ingress.spec().withAvailable(offered),
            new Expected.ExactVersion(ingress.version()));
    log.append(AppendRequest.inTurn(put, EventMeta.system("available-services"), mine))
        .whenComplete((outcome, error) -> {
          if (error != null || !(outcome instanceof AppendOutcome.Appended)) {
            LOG.info(
                "available services of {} not written now: {}",
                ingress.name(),
                error == null ? outcome : error);
          }
        });
  }
}
