package io.meshlog.xds.policy;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.MeshPolicies.Answers;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.draft.ProxyDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What each table has for proxies of one shape, in the order of the tables. Immutable.
 *
 * @param types of the tables
 * @param presence whether there are policies at all, of the types for which that counts by itself
 * @param outgoing what of it decides about the calls they make; empty when one must see the proxy
 */
record ShapePolicies(
    List<Policy<?>> types,
    List<TypeTable<?>> tables,
    List<ProxyMatch<?>> byTable,
    List<Boolean> presence,
    Optional<Object> outgoing)
    implements Selection {

  static ShapePolicies of(
      List<TypeTable<?>> tables, Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    return of(tables, i -> tables.get(i).match(dataplane, gateway));
  }

  /** Of the same shape in other tables: those that are the same have the same for it. */
  ShapePolicies in(
      List<TypeTable<?>> others, Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    return of(
        others,
        i ->
            i < tables.size() && tables.get(i) == others.get(i)
                ? byTable.get(i)
                : others.get(i).match(dataplane, gateway));
  }

  private static ShapePolicies of(List<TypeTable<?>> tables, IntFunction<ProxyMatch<?>> matches) {
    List<ProxyMatch<?>> byTable = new ArrayList<>();
    List<Object> outgoing = new ArrayList<>();
    boolean apart = false;
    for (int i = 0; i < tables.size(); i++) {
      TypeTable<?> table = tables.get(i);
      ProxyMatch<?> match = matches.apply(i);
      byTable.add(match);
      // A set is equal to itself alone, and is the same as long as its policies are.
      outgoing.add(match.proxy());
      if (table.concernsAll()) {
        outgoing.add(table.isEmpty());
      }
      apart |= table.knowsProxy(match);
    }
    return new ShapePolicies(
        tables.stream().<Policy<?>>map(TypeTable::policy).toList(),
        tables,
        List.copyOf(byTable),
        tables.stream().filter(TypeTable::concernsAll).map(TypeTable::isEmpty).toList(),
        apart ? Optional.empty() : Optional.of(List.copyOf(outgoing)));
  }

  @Override
  public void apply(ProxyDraft draft) {
    for (int i = 0; i < tables.size(); i++) {
      tables.get(i).apply(draft, byTable.get(i));
    }
  }

  @Override
  public Answers applyNoting(ProxyDraft draft) {
    List<AskedMatch.Answers> asked = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      AskedMatch.Answers answers = tables.get(i).applyNoting(i, draft, byTable.get(i));
      if (!answers.nothing()) {
        asked.add(answers);
      }
    }
    return new Asked(types, List.copyOf(asked), presence);
  }

  /**
   * @param types that acted, in their order
   */
  private record Asked(
      List<Policy<?>> types, List<AskedMatch.Answers> byTable, List<Boolean> presence)
      implements Answers {
    @Override
    public boolean sameIn(Selection other, MeshFacts mesh) {
      if (!(other instanceof ShapePolicies now)
          || !types.equals(now.types())
          || !presence.equals(now.presence())) {
        return false;
      }
      // Asked for each proxy: a loop, and no stream.
      for (AskedMatch.Answers asked : byTable) {
        if (!asked.sameIn(now.byTable().get(asked.policies()), mesh)) {
          return false;
        }
      }
      return true;
    }
  }
}
