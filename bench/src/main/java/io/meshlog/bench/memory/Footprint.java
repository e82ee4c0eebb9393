package io.meshlog.bench.memory;

import io.meshlog.bench.ProcessUsage;
import java.util.Locale;

/**
 * What a process holds.
 *
 * @param rssKib resident, pages shared with other processes counted in full
 * @param pssKib resident, each shared page counted by its share
 */
record Footprint(long rssKib, long pssKib) {
  private static final double MB = 1_000_000;

  static Footprint of(long pid) {
    return new Footprint(ProcessUsage.rssKib(pid), ProcessUsage.pssKib(pid));
  }

  Footprint max(Footprint other) {
    return new Footprint(Math.max(rssKib, other.rssKib), Math.max(pssKib, other.pssKib));
  }

  double rssMb() {
    return rssKib * 1024 / MB;
  }

  double pssMb() {
    return pssKib * 1024 / MB;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f/%.1f", rssMb(), pssMb());
  }
}
