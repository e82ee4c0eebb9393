package io.meshlog.zone.admin;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.envoy.AdminAnswer;
import io.meshlog.api.envoy.AdminQuestion;
import io.meshlog.api.envoy.ProxyAdmin;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers what people ask at Global of this zone's proxies; noted here too. Blocks. */
public final class AskedByGlobal {
  private final Supplier<MeshImage> image;
  private final ProxyAdmin admin;
  private final Audit audit;

  public AskedByGlobal(Supplier<MeshImage> image, ProxyAdmin admin, Audit audit) {
    this.image = image;
    this.admin = admin;
    this.audit = audit;
  }

  public byte[] answer(byte[] request) throws InterruptedException {
    Optional<AdminQuestion> question = AdminQuestion.read(request);
    return (question.isEmpty()
            ? new AdminAnswer.Failed("this zone does not know such a request")
            : answer(question.get()))
        .bytes();
  }

  private AdminAnswer answer(AdminQuestion question) throws InterruptedException {
    Optional<? extends Resource<?>> proxy =
        Stream.of(CoreTypes.DATAPLANE, CoreTypes.ZONE_INGRESS, CoreTypes.ZONE_EGRESS)
            .filter(type -> type.name().equals(question.type()))
            .findFirst()
            .flatMap(type -> own(type, question));
    if (proxy.isEmpty()) {
      return new AdminAnswer.Failed("the zone has no such proxy");
    }
    audit.proxyInspected(
        question.actor(), "global", question.operation() + " of " + proxy.get().key());
    return admin.ask(question, proxy.get());
  }

  private Optional<? extends Resource<?>> own(ResourceType<?> type, AdminQuestion question) {
    MeshImage now = image.get();
    return now.find(type, question.mesh(), question.name())
        .filter(found -> found.origin().equals(now.self()));
  }
}
