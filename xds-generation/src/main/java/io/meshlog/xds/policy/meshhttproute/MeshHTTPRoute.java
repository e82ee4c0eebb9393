package io.meshlog.xds.policy.meshhttproute;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.RouteSpec;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How HTTP requests to a destination are told apart, changed and shared out. */
public record MeshHTTPRoute(@Nullable TargetRef targetRef, @Nullable List<To> to)
    implements RouteSpec {

  /**
   * @param hostnames only under a MeshGateway
   */
  public record To(
      @Nullable TargetRef targetRef, @Nullable List<String> hostnames, @Nullable List<Rule> rules) {
    public List<Rule> rulesOrNone() {
      return PolicySpec.orNone(rules);
    }
  }

  /** For requests that any of the matches admits. */
  public record Rule(
      @Nullable List<Match> matches, @JsonProperty("default") @Nullable Action action) {
    public List<Match> anyOf() {
      return PolicySpec.orNone(matches);
    }

    public Action actionOrEmpty() {
      return action == null ? new Action(null, null) : action;
    }
  }

  /** All given parts must hold. */
  public record Match(
      @Nullable Path path,
      @Nullable Method method,
      @Nullable List<QueryParam> queryParams,
      @Nullable List<Header> headers) {
    public List<QueryParam> queryParamsOrNone() {
      return PolicySpec.orNone(queryParams);
    }

    public List<Header> headersOrNone() {
      return PolicySpec.orNone(headers);
    }
  }

  public record Path(@Nullable PathType type, @Nullable String value) {}

  /** The words are Kuma's, as are those of all enums here. */
  public enum PathType {
    Exact,
    PathPrefix,
    RegularExpression
  }

  public enum Method {
    CONNECT,
    DELETE,
    GET,
    HEAD,
    OPTIONS,
    PATCH,
    POST,
    PUT,
    TRACE
  }

  public record QueryParam(
      @Nullable QueryType type, @Nullable String name, @Nullable String value) {}

  public enum QueryType {
    Exact,
    RegularExpression
  }

  /**
   * @param type null means Exact
   */
  public record Header(@Nullable HeaderType type, @Nullable String name, @Nullable String value) {
    public HeaderType typeOrExact() {
      return type == null ? HeaderType.Exact : type;
    }
  }

  public enum HeaderType {
    Exact,
    Present,
    RegularExpression,
    Absent,
    Prefix
  }

  /** What is done with matching requests; without backends they go to the destination itself. */
  public record Action(@Nullable List<Filter> filters, @Nullable List<BackendRef> backendRefs) {
    public List<Filter> filtersOrNone() {
      return PolicySpec.orNone(filters);
    }

    public List<BackendRef> backendRefsOrNone() {
      return PolicySpec.orNone(backendRefs);
    }
  }

  /** The part that the type names must be there. */
  public record Filter(
      @Nullable FilterType type,
      @Nullable HeaderModifier requestHeaderModifier,
      @Nullable HeaderModifier responseHeaderModifier,
      @Nullable Redirect requestRedirect,
      @Nullable Rewrite urlRewrite,
      @Nullable Mirror requestMirror) {}

  public enum FilterType {
    RequestHeaderModifier,
    ResponseHeaderModifier,
    RequestRedirect,
    URLRewrite,
    RequestMirror
  }

  public record HeaderModifier(
      @Nullable List<HeaderValue> set,
      @Nullable List<HeaderValue> add,
      @Nullable List<String> remove) {
    public List<HeaderValue> setOrNone() {
      return PolicySpec.orNone(set);
    }

    public List<HeaderValue> addOrNone() {
      return PolicySpec.orNone(add);
    }

    public List<String> removeOrNone() {
      return PolicySpec.orNone(remove);
    }
  }

  public record HeaderValue(@Nullable String name, @Nullable String value) {}

  /**
   * @param statusCode null means 302
   */
  public record Redirect(
      @Nullable Scheme scheme,
      @Nullable String hostname,
      @Nullable PathRewrite path,
      @Nullable Integer port,
      @Nullable Integer statusCode) {}

  public enum Scheme {
    http,
    https
  }

  /**
   * @param hostToBackendHostname for gateways only
   */
  public record Rewrite(
      @Nullable String hostname,
      @Nullable PathRewrite path,
      @Nullable Boolean hostToBackendHostname) {}

  public record PathRewrite(
      @Nullable RewriteType type,
      @Nullable String replaceFullPath,
      @Nullable String replacePrefixMatch) {}

  public enum RewriteType {
    ReplaceFullPath,
    ReplacePrefixMatch
  }

  /**
   * @param percentage an integer or a decimal in a string; null means all
   */
  public record Mirror(@Nullable Object percentage, @Nullable BackendRef backendRef) {}

  /**
   * What is merged. The rules are in reverse, so that a later one is stronger, as merging wants it
   * (policies.md 1.5, last paragraph).
   */
  public record Conf(@Nullable List<String> hostnames, @Nullable List<Rule> rules) {
    List<Rule> rulesInOrder() {
      return PolicySpec.orNone(rules).reversed();
    }
  }

  public List<To> destinations() {
    return PolicySpec.orNone(to);
  }

  @Override
  public List<Targeted<Conf>> toEntries() {
    return destinations().stream()
        .map(item ->
            new Targeted<>(
                item.targetRef(), new Conf(item.hostnames(), item.rulesOrNone().reversed())))
        .toList();
  }

  @Override
  public List<RouteRule> routeRules() {
    return destinations().stream()
        .flatMap(item ->
            item.rulesOrNone().stream()
                .map(rule -> new RouteRule(service(item), MatchesHash.of(rule.anyOf()))))
        .toList();
  }

  @Override
  public Map<String, Object> matchesByHash() {
    Map<String, Object> matches = new LinkedHashMap<>();
    destinations().stream()
        .flatMap(item -> item.rulesOrNone().stream())
        .forEach(rule -> matches.put(MatchesHash.of(rule.anyOf()), rule.anyOf()));
    return matches;
  }

  private static String service(To item) {
    TargetRef ref = TargetRef.orMesh(item.targetRef());
    return ref.kindIs(TargetKind.MESH_SERVICE) ? ref.nameOrEmpty() : "";
  }

  /** Tags with more than a service that backends and mirrors name. */
  static boolean narrows(Tags destination) {
    return destination.values().size() > 1;
  }
}
