package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Moments.Moment;
import io.meshlog.model.event.Position;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.GoDuration;
import io.meshlog.store.image.ImageAt;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.log.LogIdentity;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the image a read answers from: the newest, one at least at {@code minPosition}, or the
 * one of {@code asOf} (event-log-design.md section 4). Thread-safe.
 */
public final class Views {
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final LogIdentity log;
  private final LiveImage live;
  private final ImageAt past;
  private final Moments moments;

  public Views(LogIdentity log, LiveImage live, ImageAt past, Moments moments) {
    this.log = log;
    this.live = live;
    this.past = past;
    this.moments = moments;
  }

  public View newest() {
    return view(live.current(), false);
  }

  public View of(Ask ask) {
    String minimum = ask.parameter("minPosition");
    Duration timeout = timeout(ask.parameter("timeout"));
    if (minimum != null) {
      awaitPosition(moments.number("minPosition", minimum), timeout);
    }
    String asOf = ask.parameter("asOf");
    return asOf == null ? newest() : view(at(asOf), true);
  }

  private View view(MeshImage image, boolean ofThePast) {
    return new View(image, new Position(log.logId(), image.epoch(), image.head()), ofThePast);
  }

  private void awaitPosition(long pos, Duration timeout) {
    try {
      if (!live.await(pos, timeout)) {
        throw Problem.of(
                504,
                "Position not reached",
                "this control plane is at position " + live.current().head() + ", not at " + pos)
            .raise();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("the control plane is stopping", 1).raise();
    }
  }

  private MeshImage at(String asOf) {
    try {
      return switch (moments.read("asOf", asOf)) {
        case Moment.At(long pos) -> past.at(pos);
        case Moment.When(Instant time) -> past.at(time);
      };
    } catch (ImageAt.BelowFloor e) {
      throw Problem.gone(String.valueOf(e.getMessage()), e.floor()).raise();
    } catch (ImageAt.BeyondHead e) {
      throw Problem.invalid(Moments.TITLE, "asOf", String.valueOf(e.getMessage())).raise();
    } catch (SQLException e) {
      throw Moments.unreadable();
    }
  }

  private static Duration timeout(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return DEFAULT_WAIT;
    }
    try {
      Duration asked = GoDuration.parse(text).value();
      if (!asked.isNegative()) {
        return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw Problem.invalid(
            Moments.TITLE, "timeout", "must be a duration such as 5s, not \"" + text + '"')
        .raise();
  }
}
