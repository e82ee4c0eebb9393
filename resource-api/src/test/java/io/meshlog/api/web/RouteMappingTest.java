package io.meshlog.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

class RouteMappingTest {
  private static final List<String> TEMPLATES =
      List.of(
          "/",
          "/meshes",
          "/meshes/{mesh}",
          "/meshes/{mesh}/dataplanes",
          "/meshes/{mesh}/dataplanes/{name}",
          "/meshes/{mesh}/dataplanes/_overview",
          "/meshes/{mesh}/dataplanes/{name}/_rules",
          "/meshes/{mesh}/secrets/{name}",
          "/meshes/{mesh}/{kind}/{name}/_resources/of",
          "/gui",
          "/gui/{*path}",
          "/x-{name}/a");

  private static final List<String> PATHS =
      List.of(
          "/",
          "",
          "/meshes",
          "/meshes/",
          "/meshes/default",
          "//meshes/default",
          "/meshes//dataplanes",
          "/meshes/default/dataplanes",
          "/meshes/default/dataplanes/",
          "/meshes/default/dataplanes/web",
          "/meshes/default/dataplanes/_overview",
          "/meshes/default/dataplanes/web/_rules",
          "/meshes/default/data%70lanes/web",
          "/meshes/default/dataplanes;v=1/web",
          "/meshes/default/dataplanes/a%2Fb",
          "/meshes/default/Dataplanes/web",
          "/meshes/default/secrets/web",
          "/meshes/default/any/web/_resources/of",
          "/gui",
          "/gui/",
          "/gui/a/b/c.js",
          "/x-1/a",
          "/x-1/b",
          "/nothing/here");

  private final RequestMappingHandlerMapping spring = new RequestMappingHandlerMapping();
  private final RouteMapping ours = new RouteMapping();

  @BeforeEach
  void register() throws Exception {
    Method handle = RouteMappingTest.class.getDeclaredMethod("register");
    for (RequestMappingHandlerMapping mapping : List.of(spring, ours)) {
      mapping.setApplicationContext(new StaticWebApplicationContext());
      mapping.afterPropertiesSet();
      for (String template : TEMPLATES) {
        for (RequestMethod method : List.of(RequestMethod.GET, RequestMethod.PUT)) {
          RequestMappingInfo.Builder info = RequestMappingInfo.paths(template).methods(method);
          if (method == RequestMethod.PUT) {
            info.consumes("application/json");
          }
          mapping.registerMapping(
              info.options(mapping.getBuilderConfiguration()).build(), this, handle);
        }
      }
    }
  }

  @Test
  void findsWhatSpringFinds() {
    for (String path : PATHS) {
      for (String method : List.of("GET", "PUT", "HEAD", "OPTIONS", "DELETE")) {
        for (String type : List.of("application/json", "text/plain")) {
          assertThat(found(ours, method, path, type))
              .as("%s %s of %s", method, path, type)
              .isEqualTo(found(spring, method, path, type));
        }
      }
    }
    assertThat(found(ours, "PUT", "/meshes/default/dataplanes/web", "application/json"))
        .isEqualTo("/meshes/{mesh}/dataplanes/{name}");
  }

  private static String found(
      RequestMappingHandlerMapping mapping, String method, String path, String type) {
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    request.setContentType(type);
    ServletRequestPathUtils.parseAndCache(request);
    try {
      return mapping.getHandler(request) == null
          ? "none"
          : String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    } catch (Exception refused) {
      return refused.toString();
    }
  }
}
