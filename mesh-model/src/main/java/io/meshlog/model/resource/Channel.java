package io.meshlog.model.resource;

/**
 * One ordered stream of exported events with its own dense sequence (design.md section 4).
 *
 * @param owner the only control plane that writes it
 */
public record Channel(Origin owner, ChannelKind kind) implements Comparable<Channel> {
  public Channel {
    boolean fits =
        switch (kind) {
          case POLICY -> owner.isGlobal();
          case OFFER, INVENTORY -> !owner.isGlobal();
          case NONE -> false;
        };
    if (!fits) {
      throw new IllegalArgumentException(owner + " has no channel " + kind);
    }
  }

  /** {@code global.policy}, {@code zone.<z>.offer} or {@code zone.<z>.inventory}. */
  public String name() {
    return switch (kind) {
      case POLICY -> "global.policy";
      case OFFER -> "zone." + owner.zone() + ".offer";
      case INVENTORY -> "zone." + owner.zone() + ".inventory";
      case NONE -> throw new IllegalStateException("no such channel");
    };
  }

  public static Channel parse(String name) {
    if (name.equals("global.policy")) {
      return new Channel(Origin.GLOBAL, ChannelKind.POLICY);
    }
    int dot = name.lastIndexOf('.');
    if (name.startsWith("zone.") && dot > 5) {
      Origin owner = Origin.zone(name.substring(5, dot));
      switch (name.substring(dot + 1)) {
        case "offer":
          return new Channel(owner, ChannelKind.OFFER);
        case "inventory":
          return new Channel(owner, ChannelKind.INVENTORY);
        default:
          break;
      }
    }
    throw new IllegalArgumentException("not a channel: " + name);
  }

  @Override
  public int compareTo(Channel other) {
    return name().compareTo(other.name());
  }

  @Override
  public String toString() {
    return name();
  }
}
