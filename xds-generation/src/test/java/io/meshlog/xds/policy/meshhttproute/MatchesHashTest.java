package io.meshlog.xds.policy.meshhttproute;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.Names;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Header;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Method;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Path;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.QueryParam;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.QueryType;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchesHashTest {
  @Test
  void theCatchAllHasTheNameThatWasObserved() {
    Match all = new Match(new Path(PathType.PathPrefix, "/"), null, null, null);
    assertThat(MatchesHash.of(List.of(all))).isEqualTo(Names.DEFAULT_ROUTE);
  }

  @Test
  void writesFieldsInKumasOrderAndEscapesAsGoDoes() {
    Match match =
        new Match(
            new Path(PathType.Exact, "/a<b>&\"c\""),
            Method.GET,
            List.of(new QueryParam(QueryType.Exact, "q", "1")),
            List.of(new Header(HeaderType.Present, "h", null)));
    assertThat(MatchesHash.json(List.of(match, match)))
        .startsWith(
            "[{\"path\":{\"value\":\"/a\\u003cb\\u003e\\u0026\\\"c\\\"\",\"type\":\"Exact\"},\"method\":\"GET\","
                + "\"queryParams\":[{\"type\":\"Exact\",\"name\":\"q\",\"value\":\"1\"}],"
                + "\"headers\":[{\"type\":\"Present\",\"name\":\"h\"}]},{");
  }
}
