package io.meshlog.bench.report;

import java.util.List;

/** What one section of the document is made of. One use. */
interface Measurement {

  /** Takes all figures; those that were taken before something fails are kept. */
  void run() throws Exception;

  /** Whether there is any figure to show. */
  boolean hasFigures();

  /** What the figures until now say, in a few sentences; the first stands for all of them. */
  List<String> brief();

  /** The figures until now, as Markdown. */
  String text();
}
