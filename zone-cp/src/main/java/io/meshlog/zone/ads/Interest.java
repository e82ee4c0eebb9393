package io.meshlog.zone.ads;

import java.util.Set;

/** What a client subscribed to, of one type. */
sealed interface Interest {
  Interest NOTHING = new Nothing();
  Interest EVERYTHING = new Everything();

  boolean includes(String name);

  /** Never asked for: the client gets no answer of this type. */
  record Nothing() implements Interest {
    @Override
    public boolean includes(String name) {
      return false;
    }
  }

  /** The wildcard. */
  record Everything() implements Interest {
    @Override
    public boolean includes(String name) {
      return true;
    }
  }

  /** These and no others; may be empty, after the client gave up all of them. */
  record Names(Set<String> names) implements Interest {
    public Names {
      names = Set.copyOf(names);
    }

    @Override
    public boolean includes(String name) {
      return names.contains(name);
    }
  }
}
