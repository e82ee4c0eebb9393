package io.meshlog.xds.policy.meshretry;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.HeaderMatch;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshretry.MeshRetry.BackOff;
import io.meshlog.xds.policy.meshretry.MeshRetry.Conf;
import io.meshlog.xds.policy.meshretry.MeshRetry.Grpc;
import io.meshlog.xds.policy.meshretry.MeshRetry.GrpcStatus;
import io.meshlog.xds.policy.meshretry.MeshRetry.Http;
import io.meshlog.xds.policy.meshretry.MeshRetry.Predicate;
import io.meshlog.xds.policy.meshretry.MeshRetry.PredicateType;
import io.meshlog.xds.policy.meshretry.MeshRetry.RateLimitedBackOff;
import io.meshlog.xds.policy.meshretry.MeshRetry.ResetHeader;
import io.meshlog.xds.policy.meshretry.MeshRetry.Tcp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which MeshRetries are acceptable (policies.md 2.5). Paths have Kuma's extra {@code conf}. */
final class MeshRetryRules implements SpecRules<MeshRetry> {
  private static final RefPosition TOP =
      RefPosition.top(false, TargetKind.MESH_GATEWAY, TargetKind.MESH_HTTP_ROUTE);
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE,
          TargetKind.MESH_HTTP_ROUTE);
  private static final RefPosition TO_OF_GATEWAYS_AND_ROUTES =
      RefPosition.of(TargetKind.MESH, TargetKind.MESH_EXTERNAL_SERVICE);
  private static final String EMPTY = "must not be empty";

  /** What Kuma's schema fills in before a policy is stored. */
  @Override
  public Stamped<MeshRetry> stamp(MeshRetry spec, WriteContext context) {
    return new Stamped<>(
        new MeshRetry(
            spec.targetRef(),
            each(spec.to(), item -> new Targeted<>(item.targetRef(), complete(item.conf())))),
        List.of());
  }

  private static @Nullable Conf complete(@Nullable Conf conf) {
    Http http = conf == null ? null : conf.http();
    if (conf == null || http == null) {
      return conf;
    }
    Http completed =
        new Http(
            http.numRetries(),
            http.perTryTimeout(),
            http.backOff(),
            http.rateLimitedBackOff(),
            http.retryOn(),
            each(http.retriableRequestHeaders(), HeaderMatch::complete),
            each(http.retriableResponseHeaders(), HeaderMatch::complete),
            each(http.hostSelection(), Predicate::complete),
            http.hostSelectionMaxAttempts());
    return new Conf(conf.tcp(), completed, conf.grpc());
  }

  private static <T> @Nullable List<T> each(@Nullable List<T> list, UnaryOperator<T> change) {
    return list == null ? null : list.stream().map(change).toList();
  }

  @Override
  public void validate(MeshRetry spec, Violations at) {
    PolicyChecks.schema(spec, at);
    RetrySchema.check(spec, at);
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    if (spec.toEntries().isEmpty()) {
      at.add("to", "needs at least one item");
    }
    boolean gatewayOrRoute =
        spec.top().kindIs(TargetKind.MESH_GATEWAY) || spec.top().kindIs(TargetKind.MESH_HTTP_ROUTE);
    for (int i = 0; i < spec.toEntries().size(); i++) {
      Targeted<Conf> item = spec.toEntries().get(i);
      TargetRefRules.validate(
          item.target(),
          gatewayOrRoute ? TO_OF_GATEWAYS_AND_ROUTES : TO,
          at.at("to", i).at("targetRef"));
      conf(item.conf(), at.at("to", i).at("default").at("conf"));
    }
  }

  private static void conf(@Nullable Conf conf, Violations at) {
    if (conf == null || (conf.tcp() == null && conf.http() == null && conf.grpc() == null)) {
      at.add("at least one of the 'tcp', 'http', 'grpc' must be specified");
      return;
    }
    tcp(conf.tcp(), at.at("tcp"));
    http(conf.http(), at.at("http"));
    grpc(conf.grpc(), at.at("grpc"));
  }

  /** Kuma's word for it is kept, though it is not Envoy's ({@code cancelled}). */
  @Override
  public List<String> warnings(String name, MeshRetry spec) {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < spec.toEntries().size(); i++) {
      Conf conf = spec.toEntries().get(i).conf();
      Grpc grpc = conf == null ? null : conf.grpc();
      if (grpc != null && PolicyChecks.orNone(grpc.retryOn()).contains(GrpcStatus.Canceled)) {
        warnings.add(
            "spec.to["
                + i
                + "].default.grpc.retryOn: Canceled reaches Envoy as \"canceled\", a word it does not"
                + " know, and is not retried");
      }
    }
    return warnings;
  }

  private static void tcp(@Nullable Tcp tcp, Violations at) {
    if (tcp == null) {
      return;
    }
    if (tcp.maxConnectAttempt() == null) {
      at.add(EMPTY);
    } else if (tcp.maxConnectAttempt() <= 0) {
      at.add("maxConnectAttempt", "must be greater than 0");
    }
  }

  private static void http(@Nullable Http http, Violations at) {
    if (http == null) {
      return;
    }
    if (nothing(
        http.numRetries(),
        http.perTryTimeout(),
        http.backOff(),
        http.rateLimitedBackOff(),
        http.retryOn(),
        http.retriableRequestHeaders(),
        http.retriableResponseHeaders(),
        http.hostSelection())) {
      at.add(EMPTY);
    }
    backOff(http.backOff(), at.at("backOff"));
    rateLimited(http.rateLimitedBackOff(), at.at("rateLimitedBackOff"));
    List<String> conditions = PolicyChecks.orNone(http.retryOn());
    for (int k = 0; k < conditions.size(); k++) {
      if (HttpCondition.parse(conditions.get(k)).isEmpty()) {
        at.at("retryOn", k).add("unknown item '" + conditions.get(k) + '\'');
      }
    }
    hosts(PolicyChecks.orNone(http.hostSelection()), at);
  }

  private static void hosts(List<Predicate> predicates, Violations at) {
    boolean priorities = false;
    for (int k = 0; k < predicates.size(); k++) {
      Predicate each = predicates.get(k).complete();
      Violations here = at.at("hostSelection", k);
      if (each.predicate() == PredicateType.OmitHostsWithTags && each.tags() == null) {
        here.add("tags", PolicyChecks.DEFINED);
      }
      if (each.predicate() == PredicateType.OmitPreviousPriorities) {
        if (priorities) {
          here.add("predicate", "OmitPreviousPriorities must only be specified once");
        }
        if (Objects.requireNonNullElse(each.updateFrequency(), 0) <= 0) {
          here.add("updateFrequency", "must be defined and greater than zero");
        }
        priorities = true;
      }
    }
  }

  private static void grpc(@Nullable Grpc grpc, Violations at) {
    if (grpc == null) {
      return;
    }
    if (nothing(
        grpc.numRetries(),
        grpc.perTryTimeout(),
        grpc.backOff(),
        grpc.rateLimitedBackOff(),
        grpc.retryOn())) {
      at.add(EMPTY);
    }
    backOff(grpc.backOff(), at.at("backOff"));
    rateLimited(grpc.rateLimitedBackOff(), at.at("rateLimitedBackOff"));
  }

  /** Beyond Kuma, no interval may be zero: Envoy would refuse the listener. */
  private static void backOff(@Nullable BackOff backOff, Violations at) {
    if (backOff == null) {
      return;
    }
    if (backOff.baseInterval() == null && backOff.maxInterval() == null) {
      at.add(EMPTY);
    }
    PolicyChecks.positive(backOff.baseInterval(), "baseInterval", at);
    PolicyChecks.positive(backOff.maxInterval(), "maxInterval", at);
  }

  private static void rateLimited(@Nullable RateLimitedBackOff backOff, Violations at) {
    if (backOff == null) {
      return;
    }
    GoDuration longest = backOff.maxInterval();
    if (longest != null && !longest.isPositive()) {
      at.add("maxInterval", "must be defined and greater than zero");
    }
    if (backOff.resetHeaders() == null) {
      at.add("resetHeaders", PolicyChecks.DEFINED);
    }
    List<ResetHeader> headers = PolicyChecks.orNone(backOff.resetHeaders());
    for (int k = 0; k < headers.size(); k++) {
      if (Objects.requireNonNullElse(headers.get(k).name(), "").isEmpty()) {
        at.at("resetHeaders", k).add("name", PolicyChecks.DEFINED);
      }
    }
  }

  private static boolean nothing(@Nullable Object... fields) {
    return Stream.of(fields).allMatch(Objects::isNull);
  }
}
