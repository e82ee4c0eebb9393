package io.meshlog.api.rules;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.Views;

/**
 * Answers which policies are in force for a proxy, now or at any position: from an image, by the
 * matching that proxies are configured with. Costs as much as the mesh has policies. Thread-safe.
 */
public final class Rules {
  private final Views views;

  public Rules(Views views) {
    this.views = views;
  }

  /** {@code /meshes/{mesh}/dataplanes/{name}/_rules}. */
  public Reply ofDataplane(Ask ask) {
    Subject subject = Subject.of(ask, views.of(ask), Subject.DATAPLANE_TITLE);
    return Reads.positioned(
        Reply.json(
            200,
            new RulesJson(subject.image(), subject.mesh())
                .rules(subject.dataplane(), subject.matched())),
        subject.view());
  }
}
