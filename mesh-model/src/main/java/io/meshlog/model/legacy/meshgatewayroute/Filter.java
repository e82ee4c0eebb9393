package io.meshlog.model.legacy.meshgatewayroute;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.meshlog.model.json.OneOf;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.legacy.meshgatewayroute.HttpRule.Backend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to a request or its answer on the way: one of these. */
public record Filter(
    @JsonAlias("request_header") @Nullable HeaderFilter requestHeader,
    @Nullable Mirror mirror,
    @Nullable Redirect redirect,
    @Nullable Rewrite rewrite,
    @JsonAlias("response_header") @Nullable HeaderFilter responseHeader) {

  public Filter {
    new OneOf()
        .or("requestHeader", requestHeader)
        .or("mirror", mirror)
        .or("redirect", redirect)
        .or("rewrite", rewrite)
        .or("responseHeader", responseHeader)
        .check();
  }

  /** Whether the host becomes that of the backend. */
  boolean rewritesHost() {
    return rewrite != null && rewrite.hostToBackendHostname();
  }

  public record HeaderFilter(
      @Nullable List<HeaderValue> set,
      @Nullable List<HeaderValue> add,
      @Nullable List<String> remove) {
    boolean empty() {
      return setOrNone().isEmpty() && addOrNone().isEmpty() && removeOrNone().isEmpty();
    }

    public List<HeaderValue> setOrNone() {
      return set == null ? List.of() : set;
    }

    public List<HeaderValue> addOrNone() {
      return add == null ? List.of() : add;
    }

    public List<String> removeOrNone() {
      return remove == null ? List.of() : remove;
    }
  }

  public record HeaderValue(@Nullable String name, @Nullable String value) {}

  public record Mirror(@Nullable Backend backend, @Wrapped @Nullable Double percentage) {}

  public record Redirect(
      @Nullable String scheme,
      @Nullable String hostname,
      @UInt32 long port,
      @JsonAlias("status_code") @UInt32 long statusCode,
      @Nullable Rewrite path) {}

  public record Rewrite(
      @JsonAlias("replace_full") @Wrapped @Nullable String replaceFull,
      @JsonAlias("replace_prefix_match") @Wrapped @Nullable String replacePrefixMatch,
      @JsonAlias("host_to_backend_hostname") boolean hostToBackendHostname) {
    public Rewrite {
      new OneOf()
          .or("replaceFull", replaceFull)
          .or("replacePrefixMatch", replacePrefixMatch)
          .check();
    }
  }
}
