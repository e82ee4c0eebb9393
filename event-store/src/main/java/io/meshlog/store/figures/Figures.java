package io.meshlog.store.figures;

import java.util.List;

/** Gives its figures when somebody asks; nothing is measured between. */
@FunctionalInterface
public interface Figures {
  /** May block for a moment; what cannot be told now is left out. */
  List<Figure> now();
}
