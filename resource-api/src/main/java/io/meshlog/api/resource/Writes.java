package io.meshlog.api.resource;

import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Appends.Decided;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Checked.Sound;
import io.meshlog.model.admit.Checked.Unsound;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.decide.Rejection;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.IdempotencyKey;
import io.meshlog.store.image.LiveImage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers PUTs and DELETEs of resources, checking in Kuma's order (rest-and-dataplane-protocol.md
 * 2.3). What was checked against the image is what the log finds: a write that another one overtook
 * is checked again. Thread-safe; blocks the calling (virtual) thread.
 */
public final class Writes {
  /** Each time around some writer wins, so this many may write one resource at once. */
  private static final int ATTEMPTS = 100;

  private static final Duration CATCH_UP = Duration.ofMillis(500);
  private static final String CREATE_TITLE = "Failed to create a resource";
  private static final String UPDATE_TITLE = "Failed to update a resource";
  private static final String DELETE_TITLE = "Could not delete a resource";

  private final Deployment deployment;
  private final Admission admission;
  private final WritePlanners planners;
  private final Appends appends;
  private final LiveImage live;
  private final WriteAdvice advice;
  private final int bodyLimit;

  public Writes(
      Deployment deployment,
      Admission admission,
      WritePlanners planners,
      Appends appends,
      LiveImage live,
      WriteAdvice advice,
      int bodyLimit) {
    this.deployment = deployment;
    this.admission = admission;
    this.planners = planners;
    this.appends = appends;
    this.live = live;
    this.advice = advice;
    this.bodyLimit = bodyLimit;
  }

  public <S extends Spec> Reply put(Ask ask, ResourceType<S> type) {
    deployment.mustBeWritable(type);
    Reads.meshMustExist(live.current(), ask, type);
    byte[] body = ask.bytes(bodyLimit);
    Submission<S> submission =
        new Submission<>(type, ask.mesh(), ask.name(), Ask.json(body, type.name()));
    Sound<S> sound =
        switch (admission.check(submission)) {
          case Unsound<S> unsound -> throw Problem.of(unsound.refusal()).raise();
          case Sound<S> checked -> checked;
        };
    Access.toResource(ask.user(), type);
    IdempotencyKey key = Idempotency.keyOf(ask, body);
    Expected wanted = Preconditions.of(ask);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      MeshImage image = live.current();
      Resource<S> existing = image.find(type, ask.mesh(), ask.name()).orElse(null);
      Admitted<S> admitted =
          switch (admission.complete(sound, existing)) {
            case NotAdmitted<S> refused -> throw Problem.of(refused.refusal()).raise();
            case Admitted<S> yes -> yes;
          };
      WritePlan plan = planners.of(type).put(admitted, existing, expected(wanted, existing), image);
      Command command =
          within(ask, type, image, command(plan, existing == null ? CREATE_TITLE : UPDATE_TITLE));
      switch (appends.append(command, ask.meta(), key)) {
        case Decided.Done(Appended appended) -> {
          return written(appended, warnings(admitted, image));
        }
        case Decided.NotDone notDone ->
            refuseOrWait(
                notDone.refused().rejection(), admitted.key(), wanted, image, UPDATE_TITLE);
      }
    }
    throw overtaken(type.key(ask.mesh(), deployment.self(), ask.name()));
  }

  private <S extends Spec> List<String> warnings(Admitted<S> admitted, MeshImage image) {
    List<String> all = new ArrayList<>(admitted.warnings());
    all.addAll(
        advice.of(
            image,
            new Resource<>(
                admitted.type(),
                admitted.key(),
                admitted.key().name(),
                admitted.labels(),
                admitted.spec(),
                Instant.EPOCH,
                Instant.EPOCH,
                0,
                0)));
    return all;
  }

  public <S extends Spec> Reply delete(Ask ask, ResourceType<S> type) {
    deployment.mustBeWritable(type);
    Reads.meshMustExist(live.current(), ask, type);
    IdempotencyKey key = Idempotency.keyOf(ask, new byte[0]);
    Expected wanted = Preconditions.of(ask);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      MeshImage image = live.current();
      Optional<Resource<S>> found = image.find(type, ask.mesh(), ask.name());
      Command command =
          found.isPresent()
              ? deletion(ask, type, found.get(), wanted, image)
              : deletionOfNothing(ask, type, key, wanted);
      switch (appends.append(command, ask.meta(), key)) {
        case Decided.Done(Appended appended) -> {
          return positioned(Reply.json(200, SpecJson.plain().createObjectNode()), appended);
        }
        case Decided.NotDone notDone ->
            refuseOrWait(
                notDone.refused().rejection(),
                type.key(ask.mesh(), deployment.self(), ask.name()),
                wanted,
                image,
                DELETE_TITLE);
      }
    }
    throw overtaken(type.key(ask.mesh(), deployment.self(), ask.name()));
  }

  private <S extends Spec> Command deletion(
      Ask ask, ResourceType<S> type, Resource<S> resource, Expected wanted, MeshImage image) {
    List<Violation> foreign = admission.deletion(resource);
    if (!foreign.isEmpty()) {
      throw Problem.invalid(DELETE_TITLE, foreign).raise();
    }
    Access.toResource(ask.user(), type);
    return command(
        planners.of(type).delete(resource, expected(wanted, resource), image), DELETE_TITLE);
  }

  /** A retry of a deletion that worked finds nothing; the log knows its key and answers as then. */
  private Command deletionOfNothing(
      Ask ask, ResourceType<?> type, @Nullable IdempotencyKey key, Expected wanted) {
    if (key == null) {
      throw Problem.notFound(DELETE_TITLE).raise();
    }
    Access.toResource(ask.user(), type);
    return new Command.Delete(type.key(ask.mesh(), deployment.self(), ask.name()), wanted);
  }

  /** What the client demands, else what was checked here. */
  private static Expected expected(Expected wanted, @Nullable Resource<?> existing) {
    if (!(wanted instanceof Expected.AnyVersion)) {
      return wanted;
    }
    return existing == null ? Expected.ABSENT : new Expected.ExactVersion(existing.version());
  }

  /** The mesh was there when this was checked; it must be when the log takes it, too. */
  private static Command within(Ask ask, ResourceType<?> type, MeshImage image, Command command) {
    return type.isMeshScoped()
        ? image
            .find(CoreTypes.MESH, "", ask.mesh())
            .<Command>map(mesh -> new Command.Within(mesh.key(), command))
            .orElse(command)
        : command;
  }

  private static Command command(WritePlan plan, String title) {
    return switch (plan) {
      case WritePlan.Proceed(Command command) -> command;
      case WritePlan.Refuse(List<Violation> violations) ->
          throw Problem.invalid(title, violations).raise();
    };
  }

  /** Throws unless the write was merely overtaken: then waits for the image to show by what. */
  private void refuseOrWait(
      Rejection rejection, ResourceKey key, Expected wanted, MeshImage seen, String title) {
    switch (rejection) {
      case Rejection.NotFound(ResourceKey missing) ->
          throw Problem.notFound(missing.equals(key) ? title : Reads.MESH_TITLE).raise();
      case Rejection.Invalid invalid -> throw Problem.invalid(title, invalid.violations()).raise();
      case Rejection.Conflict conflict -> {
        if (conflict.key().equals(key) && !(wanted instanceof Expected.AnyVersion)) {
          throw Problem.of(
                  412,
                  "Precondition failed",
                  "the resource has another version than the request demands")
              .raise();
        }
        try {
          live.await(seen.head() + 1, CATCH_UP);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw Problem.unavailable("the control plane is stopping", 1).raise();
        }
      }
    }
  }

  private static RuntimeException overtaken(ResourceKey key) {
    String mesh = key.mesh().isEmpty() ? "" : " mesh=\"" + key.mesh() + '"';
    return Problem.of(
            409,
            "Conflict",
            "resource conflict: type=\"" + key.type() + "\" name=\"" + key.name() + '"' + mesh)
        .raise();
  }

  private static Reply written(Appended appended, List<String> warnings) {
    ObjectNode body = SpecJson.plain().createObjectNode();
    if (!warnings.isEmpty()) {
      ArrayNode list = body.putArray("warnings");
      warnings.forEach(list::add);
    }
    Reply reply = Reply.json(appended.created() ? 201 : 200, body);
    return positioned(reply, appended).with("ETag", Preconditions.tag(appended.streamVersion()));
  }

  private static Reply positioned(Reply reply, Appended appended) {
    return reply.with("Meshlog-Position", appended.position().toString());
  }
}
