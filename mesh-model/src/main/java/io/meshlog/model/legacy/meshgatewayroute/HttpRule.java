package io.meshlog.model.legacy.meshgatewayroute;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.legacy.HttpMethod;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to do with the requests that one of the matches takes. */
public record HttpRule(
    @Nullable List<Match> matches,
    @Nullable List<Filter> filters,
    @Nullable List<Backend> backends) {

  public List<Match> matchesOrNone() {
    return matches == null ? List.of() : matches;
  }

  public List<Filter> filtersOrNone() {
    return filters == null ? List.of() : filters;
  }

  public List<Backend> backendsOrNone() {
    return backends == null ? List.of() : backends;
  }

  public record Backend(
      @UInt32 long weight, @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags destination) {
    public Backend {
      destination = Objects.requireNonNullElse(destination, Tags.EMPTY);
    }
  }

  /** All that is said has to hold. */
  public record Match(
      @Nullable Path path,
      @Nullable HttpMethod method,
      @Nullable List<Header> headers,
      @JsonAlias("query_parameters") @Nullable List<Query> queryParameters) {
    public Match {
      method = method == HttpMethod.NONE ? null : method;
    }

    public List<Header> headersOrNone() {
      return headers == null ? List.of() : headers;
    }

    public List<Query> queriesOrNone() {
      return queryParameters == null ? List.of() : queryParameters;
    }

    boolean empty() {
      return path == null
          && method == null
          && headersOrNone().isEmpty()
          && queriesOrNone().isEmpty();
    }

    boolean byPrefix() {
      return path != null && path.match() == PathMatch.PREFIX;
    }
  }

  /**
   * @param match null means the whole path
   */
  public record Path(@Nullable PathMatch match, @Nullable String value) {
    public Path {
      match = match == PathMatch.EXACT ? null : match;
    }
  }

  /** How a path is compared. */
  public enum PathMatch {
    EXACT,
    PREFIX,
    REGEX
  }

  /**
   * @param match null means equal
   */
  public record Header(@Nullable HeaderMatch match, @Nullable String name, @Nullable String value) {
    public Header {
      match = match == HeaderMatch.EXACT ? null : match;
    }

    boolean withoutValue() {
      return match == HeaderMatch.ABSENT || match == HeaderMatch.PRESENT;
    }
  }

  /** How a header is compared. */
  public enum HeaderMatch {
    EXACT,
    REGEX,
    ABSENT,
    PRESENT
  }

  /**
   * @param match null means equal
   */
  public record Query(@Nullable QueryMatch match, @Nullable String name, @Nullable String value) {
    public Query {
      match = match == QueryMatch.EXACT ? null : match;
    }
  }

  /** How a parameter is compared. */
  public enum QueryMatch {
    EXACT,
    REGEX
  }
}
