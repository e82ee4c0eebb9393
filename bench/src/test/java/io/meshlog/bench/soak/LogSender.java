package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Wire.Outcome;
import io.meshlog.bench.soak.Write.Verb;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.Refused;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.IdempotencyKey;
import io.meshlog.sync.TestCp;
import io.meshlog.xds.policy.MeshTypes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gives writes to a control plane of this JVM, past HTTP but through the same admission. */
final class LogSender implements Sender {
  private static final int PATIENCE_SECONDS = 30;

  private final Origin self;
  private final Supplier<TestCp> controlPlane;
  private final Admission admission;

  LogSender(Origin self, Supplier<TestCp> controlPlane) {
    this.self = self;
    this.controlPlane = controlPlane;
    this.admission = new Admission(new WriteContext(self, !self.isGlobal()), true);
  }

  @Override
  public Outcome send(Write write) throws InterruptedException {
    TestCp cp = controlPlane.get();
    ResourceType<?> type = MeshTypes.TYPES.byName(write.slot().kind().type()).orElseThrow();
    if (write.verb() == Verb.DELETE) {
      Command delete =
          new Command.Delete(type.key("default", self, write.slot().name()), Expected.ANY);
      return append(cp, delete, write);
    }
    return put(cp, type, write);
  }

  private <S extends Spec> Outcome put(TestCp cp, ResourceType<S> type, Write write)
      throws InterruptedException {
    JsonNode body = JsonMapper.shared().readTree(write.body());
    MeshImage image = cp.store().live().current();
    Resource<S> existing = image.find(type, "default", write.slot().name()).orElse(null);
    return switch (admission.admit(
        new Submission<>(type, "default", write.slot().name(), body), existing)) {
      case Verdict.NotAdmitted<S>(var refusal) -> new Outcome.Refused(400, refusal.line());
      case Verdict.Admitted<S> admitted -> append(cp, admitted.put(Expected.ANY), write);
    };
  }

  private static Outcome append(TestCp cp, Command command, Write write)
      throws InterruptedException {
    IdempotencyKey key = new IdempotencyKey(write.key(), "body");
    AppendRequest request = new AppendRequest(command, EventMeta.of("tester"), key);
    try {
      AppendOutcome outcome =
          cp.store().log().append(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return switch (outcome) {
        case Appended appended -> new Outcome.Acknowledged(appended.position().toString());
        case Refused refused -> new Outcome.Refused(404, refused.toString());
        default -> new Outcome.Unknown(outcome.toString());
      };
    } catch (ExecutionException | TimeoutException e) {
      return new Outcome.Unknown(String.valueOf(e));
    }
  }
}
