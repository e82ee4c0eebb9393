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
    List<ProxyMatch<?>> byTable = new ArrayList<>();
    List<Object> outgoing = new ArrayList<>();
    boolean apart = false;
    for (TypeTable<?> table : tables) {
      ProxyMatch<?> match = table.match(dataplane, gateway);
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
      return other instanceof ShapePolicies now
          && types.equals(now.types())
          && presence.equals(now.presence())
          && byTable.stream()
              .allMatch(asked -> asked.sameIn(now.byTable().get(asked.policies()), mesh));
    }
  }
}
