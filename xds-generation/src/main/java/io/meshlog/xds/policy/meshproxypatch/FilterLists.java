package io.meshlog.xds.policy.meshproxypatch;

import io.meshlog.xds.policy.meshproxypatch.MeshProxyPatch.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Operations on a list of filters. */
final class FilterLists {
  private static final String ROUTER = "envoy.filters.http.router";

  private FilterLists() {}

  static <F> List<F> apply(
      List<F> filters,
      Change change,
      Function<F, String> name,
      Supplier<Optional<F>> made,
      UnaryOperator<F> patch) {
    List<F> result = new ArrayList<>(filters);
    String wanted = change.matchOrAny().name();
    switch (change.operation()) {
      case AddFirst -> made.get().ifPresent(filter -> result.add(0, filter));
      case AddLast -> made.get().ifPresent(filter -> result.add(last(result, name), filter));
      case AddBefore -> insert(result, at(result, name, wanted), made);
      case AddAfter -> {
        int at = at(result, name, wanted);
        insert(result, at < 0 ? at : at + 1, made);
      }
      case Patch -> result.replaceAll(f -> meant(name.apply(f), wanted) ? patch.apply(f) : f);
      case Remove -> result.removeIf(filter -> meant(name.apply(filter), wanted));
      case Add -> {}
      case null -> {}
    }
    return result;
  }

  private static boolean meant(String name, @Nullable String wanted) {
    return wanted == null || wanted.equals(name);
  }

  /** Nothing can stand after the router. */
  private static <F> int last(List<F> filters, Function<F, String> name) {
    boolean router = !filters.isEmpty() && name.apply(filters.getLast()).equals(ROUTER);
    return router ? filters.size() - 1 : filters.size();
  }

  private static <F> int at(List<F> filters, Function<F, String> name, @Nullable String wanted) {
    for (int i = 0; i < filters.size(); i++) {
      if (name.apply(filters.get(i)).equals(wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static <F> void insert(List<F> filters, int at, Supplier<Optional<F>> made) {
    if (at >= 0) {
      made.get().ifPresent(filter -> filters.add(at, filter));
    }
  }
}
