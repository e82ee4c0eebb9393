package io.meshlog.api.envoy;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.auth.Access;
import io.meshlog.api.envoy.AdminQuestion.Flags;
import io.meshlog.api.envoy.AdminQuestion.Operation;
import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.Views;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code xds}, {@code stats} and {@code clusters} of a proxy, each noted in the audit. */
public final class AdminReads {
  private static final Logger LOG = LoggerFactory.getLogger(AdminReads.class);
  private static final String TITLE = "Could not execute admin operation";
  private static final Map<ResourceType<?>, String> WORDS =
      Map.of(
          CoreTypes.DATAPLANE, "dataplane",
          CoreTypes.ZONE_INGRESS, "zone ingress",
          CoreTypes.ZONE_EGRESS, "zone egress");

  private final Views views;
  private final ProxyAdmin admin;
  private final Audit audit;

  public AdminReads(Views views, ProxyAdmin admin, Audit audit) {
    this.views = views;
    this.admin = admin;
    this.audit = audit;
  }

  /** The last segment of the path is the variable {@code operation}. */
  public Reply get(Ask ask, ResourceType<?> type) {
    MeshImage image = views.newest().image();
    Reads.meshMustExist(image, ask, type);
    Operation operation =
        Operation.of(ask.variables().getOrDefault("operation", ""))
            .orElseThrow(() -> Problem.notFound(TITLE).raise());
    switch (operation) {
      case XDS -> Access.viewConfigDump(ask.user());
      case STATS -> Access.viewStats(ask.user());
      case CLUSTERS -> Access.viewClusters(ask.user());
    }
    Flags flags = Flags.of(ask);
    String word = WORDS.getOrDefault(type, "proxy");
    Resource<?> proxy =
        image
            .find(type, ask.mesh(), ask.name())
            .orElseThrow(() -> Problem.notFound("Could not get " + word + " resource").raise());
    if (!admin.throughZones() && !proxy.origin().equals(image.self())) {
      throw Problem.of(
              400,
              "Could not connect to " + word + " that resides in another zone",
              "it is in zone " + proxy.origin().zone() + ": ask there, or at Global")
          .raise();
    }
    AdminQuestion question =
        new AdminQuestion(
            type.name(), proxy.mesh(), proxy.displayName(), ask.user().name(), operation, flags);
    audit.proxyInspected(ask, question.operation() + " of " + proxy.key());
    return reply(question, answer(question, proxy));
  }

  private AdminAnswer answer(AdminQuestion question, Resource<?> proxy) {
    try {
      return admin.ask(question, proxy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("the control plane is stopping", 1).raise();
    }
  }

  private Reply reply(AdminQuestion question, AdminAnswer answer) {
    return switch (answer) {
      case AdminAnswer.Said(byte[] body) ->
          new Reply(
              200, question.answersJson() ? "application/json" : "text/plain", body, Map.of());
      case AdminAnswer.Busy() ->
          throw Problem.unavailable("too many proxies are being asked at the moment", 1).raise();
      case AdminAnswer.Failed(String why) -> {
        LOG.warn("{} of {} {}: {}", question.operation(), question.type(), question.name(), why);
        throw (admin.throughZones()
                ? Problem.of(
                    400, TITLE, "could not send " + question.operation().request() + ": " + why)
                : Problem.of(500, TITLE, "Internal Server Error"))
            .raise();
      }
    };
  }
}
