package io.meshlog.api.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.Element;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.PathContainer.Separator;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Spring's mapping for hundreds of routes: what a route consumes, produces and matches is looked at
 * only where the words of its template are those of the request's path. Finds what Spring finds.
 * Thread-safe.
 */
public final class RouteMapping extends RequestMappingHandlerMapping {
  /** Of the request that is looked up: taken apart once, not for each route. */
  private static final ScopedValue<List<Element>> PATH = ScopedValue.newInstance();

  private final Map<RequestMappingInfo, Shape> shapes = new ConcurrentHashMap<>();

  /**
   * The words of a template by their place.
   *
   * @param segments of the path; fewer than none: any number
   */
  private record Shape(int segments, List<Word> words) {
    private static final Shape ANY = new Shape(-1, List.of());

    record Word(int place, String text) {}

    static Shape of(RequestMappingInfo info) {
      if (info.getPatternValues().size() != 1) {
        return ANY;
      }
      String template = info.getPatternValues().iterator().next();
      if (!template.startsWith("/") || template.length() == 1) {
        return ANY;
      }
      String[] segments = template.substring(1).split("/", -1);
      List<Word> words = new ArrayList<>();
      boolean open = false;
      for (int i = 0; i < segments.length; i++) {
        if (segments[i].startsWith("{*")) {
          open = true;
        } else if (segments[i].isEmpty() || segments[i].contains("*")) {
          return ANY;
        } else if (!segments[i].contains("{")) {
          words.add(new Word(i, segments[i]));
        }
      }
      return new Shape(open ? -1 : segments.length, List.copyOf(words));
    }

    /**
     * @param path of the request, which alternates between separators and segments
     */
    boolean fits(List<Element> path) {
      if (segments >= 0 && path.size() != 2 * segments) {
        return false;
      }
      for (Word word : words) {
        int at = 2 * word.place() + 1;
        if (at >= path.size() || !((PathSegment) path.get(at)).valueToMatch().equals(word.text())) {
          return false;
        }
      }
      return true;
    }
  }

  @Override
  protected @Nullable HandlerMethod lookupHandlerMethod(
      String lookupPath, HttpServletRequest request) throws Exception {
    List<Element> path = plain(request);
    return path == null
        ? super.lookupHandlerMethod(lookupPath, request)
        : ScopedValue.where(PATH, path).call(() -> super.lookupHandlerMethod(lookupPath, request));
  }

  @Override
  protected @Nullable RequestMappingInfo getMatchingMapping(
      RequestMappingInfo info, HttpServletRequest request) {
    return !PATH.isBound() || shapes.computeIfAbsent(info, Shape::of).fits(PATH.get())
        ? super.getMatchingMapping(info, request)
        : null;
  }

  /** The path's elements; null when it is not one segment after each slash. */
  private static @Nullable List<Element> plain(HttpServletRequest request) {
    if (!ServletRequestPathUtils.hasParsedRequestPath(request)) {
      return null;
    }
    PathContainer path =
        ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
    List<Element> elements = path.elements();
    for (int i = 0; i < elements.size(); i++) {
      if ((i % 2 == 0) != (elements.get(i) instanceof Separator)) {
        return null;
      }
    }
    return elements.size() % 2 == 0 ? elements : null;
  }
}
