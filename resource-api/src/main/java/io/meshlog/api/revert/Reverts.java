package io.meshlog.api.revert;

import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.mesh.MeshDefaults;
import io.meshlog.api.resource.Appends;
import io.meshlog.api.resource.Appends.Decided;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.resource.Idempotency;
import io.meshlog.api.resource.Moments;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.revert.RevertPlan.Change;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.decide.Rejection;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.Position;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.revert.RevertScope;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.IdempotencyKey;
import io.meshlog.store.image.ImageAt;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.log.LogIdentity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers {@code POST …/_revert}: makes a resource, a mesh or everything say again what it said at
 * a position, by new events in one append, all or none. Nothing is erased. Thread-safe; blocks the
 * calling (virtual) thread.
 */
public final class Reverts {
  private static final int BODY_LIMIT = 64 * 1024;
  private static final int ATTEMPTS = 10;
  private static final Duration CATCH_UP = Duration.ofMillis(500);
  private static final String TITLE = "Could not revert";

  private final Deployment deployment;
  private final LogIdentity log;
  private final LiveImage live;
  private final ImageAt past;
  private final Moments moments;
  private final RevertPlanner planner;
  private final Appends appends;
  private final MeshDefaults defaults;
  private final Secrets secrets;
  private final int mostChanges;

  /** What the store gives. */
  public record Log(LogIdentity identity, LiveImage live, ImageAt past) {}

  /**
   * @param mostChanges that one append may hold
   */
  public Reverts(
      Deployment deployment,
      Log log,
      Moments moments,
      RevertPlanner planner,
      Appends appends,
      MeshDefaults defaults,
      Secrets secrets,
      int mostChanges) {
    this.deployment = deployment;
    this.log = log.identity();
    this.live = log.live();
    this.past = log.past();
    this.moments = moments;
    this.planner = planner;
    this.appends = appends;
    this.defaults = defaults;
    this.secrets = secrets;
    this.mostChanges = mostChanges;
  }

  public <S extends Spec> Reply resource(Ask ask, ResourceType<S> type) {
    deployment.mustBeWritable(type);
    Access.toResource(ask.user(), type);
    byte[] body = ask.bytes(BODY_LIMIT);
    RevertRequest request = RevertRequest.of(ask, body);
    MeshImage then = then(request);
    ResourceKey key =
        live.current()
            .find(type, ask.mesh(), ask.name())
            .or(() -> then.find(type, ask.mesh(), ask.name()))
            .map(Resource::key)
            .orElseThrow(() -> Problem.notFound(TITLE).raise());
    if (!key.origin().equals(deployment.self())) {
      throw Problem.invalid(
              TITLE, "name", "belongs to " + key.origin() + ", which alone changes it")
          .raise();
    }
    return revert(ask, request, body, then, new RevertScope.One(key));
  }

  /** A mesh and all in it. */
  public Reply mesh(Ask ask) {
    mayRevertMany(ask);
    byte[] body = ask.bytes(BODY_LIMIT);
    RevertRequest request = RevertRequest.of(ask, body);
    MeshImage then = then(request);
    if (live.current().find(CoreTypes.MESH, "", ask.mesh()).isEmpty()
        && then.find(CoreTypes.MESH, "", ask.mesh()).isEmpty()) {
      throw Problem.notFound(TITLE).raise();
    }
    return revert(ask, request, body, then, new RevertScope.OfMesh(ask.mesh()));
  }

  public Reply everything(Ask ask) {
    mayRevertMany(ask);
    byte[] body = ask.bytes(BODY_LIMIT);
    RevertRequest request = RevertRequest.of(ask, body);
    return revert(ask, request, body, then(request), new RevertScope.Everything());
  }

  private void mayRevertMany(Ask ask) {
    if (deployment.readOnly()) {
      throw Problem.of(405, "Method not allowed", "this control plane is read-only").raise();
    }
    Access.admin(ask.user(), "the revert of a mesh");
  }

  private MeshImage then(RevertRequest request) {
    long pos = moments.told("to", request.to());
    try {
      return past.at(pos);
    } catch (ImageAt.BelowFloor e) {
      throw Problem.gone(String.valueOf(e.getMessage()), e.floor()).raise();
    } catch (SQLException e) {
      throw Moments.unreadable();
    }
  }

  private Position position(MeshImage image) {
    return new Position(log.logId(), image.epoch(), image.head());
  }

  private Reply revert(
      Ask ask, RevertRequest request, byte[] body, MeshImage then, RevertScope scope) {
    IdempotencyKey key = Idempotency.keyOf(ask, body);
    EventMeta meta = ask.meta().reverting(position(then));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      MeshImage now = live.current();
      RevertPlan plan = planner.plan(now, then, scope, request.deleteSecrets());
      if (plan.changes().size() > mostChanges) {
        throw Problem.invalid(
                TITLE,
                "to",
                "%d resources would change, more than the %d of one append; revert a mesh or a"
                        .formatted(plan.changes().size(), mostChanges)
                    + " resource at a time")
            .raise();
      }
      if (request.dryRun() || plan.changes().isEmpty()) {
        return reply(plan, then, request.dryRun(), position(now));
      }
      switch (appends.append(new Command.Batch(commands(plan)), meta, key)) {
        case Decided.Done(Appended appended) -> {
          // An outcome from before is that of the first request with this Idempotency-Key.
          boolean ours = appended.changed() && appended.position().pos() > now.head();
          RevertPlan done = !ours ? new RevertPlan(List.of(), List.of(), now) : plan;
          return reply(done, then, false, appended.position());
        }
        case Decided.NotDone notDone -> refuseOrWait(notDone.refused().rejection(), now);
      }
    }
    throw Problem.of(409, "Conflict", "others keep writing what is to be reverted").raise();
  }

  private void refuseOrWait(Rejection rejection, MeshImage seen) {
    if (rejection instanceof Rejection.Invalid invalid) {
      throw Problem.invalid(TITLE, invalid.violations()).raise();
    }
    try {
      live.await(seen.head() + 1, CATCH_UP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("the control plane is stopping", 1).raise();
    }
  }

  private static Reply reply(RevertPlan plan, MeshImage then, boolean dryRun, Position at) {
    Position to = new Position(at.logId(), then.epoch(), then.head());
    return Reply.json(200, RevertJson.of(plan, to, dryRun)).with("Meshlog-Position", at.toString());
  }

  private List<Command> commands(RevertPlan plan) {
    List<Command> commands = new ArrayList<>();
    for (Change change : plan.changes()) {
      switch (change) {
        case RevertPlan.Put<?> put -> {
          commands.add(put(put));
          if (put.spec() instanceof MeshSpec spec) {
            commands.addAll(defaults.missingSecrets(put.key().name(), spec, plan.after()));
          }
        }
        case RevertPlan.Delete(Resource<?> gone) ->
            commands.add(new Command.Delete(gone.key(), new Expected.ExactVersion(gone.version())));
        // Comes with its mesh.
        case RevertPlan.Remake _ -> {}
      }
    }
    return commands;
  }

  private <S extends Spec> Command put(RevertPlan.Put<S> put) {
    Resource<?> now = put.now();
    Expected expected = now == null ? Expected.ABSENT : new Expected.ExactVersion(now.version());
    return new Command.Put<>(put.type(), put.key(), put.labels(), spec(put), expected);
  }

  private <S extends Spec> S spec(RevertPlan.Put<S> put) {
    Optional<byte[]> content = put.secret();
    if (content.isEmpty()) {
      return put.spec();
    }
    SecretSpec sealed = secrets.seal(put.key(), content.get());
    return put.type().specClass().cast(sealed);
  }
}
