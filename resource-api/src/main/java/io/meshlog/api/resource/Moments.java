package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.model.event.Position;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogReader;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Reads the places in the log that clients name: a position ({@code <log>:<epoch>:<pos>} or the
 * number alone) or an RFC 3339 time. Thread-safe; times are looked up in the database.
 */
public final class Moments {
  public static final String TITLE = "Invalid request";

  private final LogIdentity log;
  private final LogReader reader;

  public Moments(LogIdentity log, LogReader reader) {
    this.log = log;
    this.reader = reader;
  }

  /** A place in the log as it is written. */
  public sealed interface Moment {
    record At(long pos) implements Moment {}

    record When(Instant time) implements Moment {}
  }

  /** Throws the problem to answer when it is neither a position of this log nor a time. */
  public Moment read(String parameter, String text) {
    Optional<Instant> time = instant(text);
    return time.isPresent() ? new Moment.When(time.get()) : new Moment.At(number(parameter, text));
  }

  private static Optional<Instant> instant(String text) {
    try {
      // An unescaped + of a zone's offset arrives as a blank.
      return Optional.of(Instant.parse(text.replace(' ', '+')));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A position of this log, not necessarily one it has reached. */
  public long number(String parameter, String text) {
    try {
      long pos;
      if (text.indexOf(':') < 0) {
        pos = Long.parseLong(text);
      } else {
        Position position = Position.parse(text);
        if (!position.logId().equals(log.logId())) {
          throw Problem.invalid(
                  TITLE, parameter, "the position belongs to another control plane's log")
              .raise();
        }
        pos = position.pos();
      }
      if (pos >= 0) {
        return pos;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw Problem.invalid(
            TITLE, parameter, "must be a position or an RFC 3339 time, not \"" + text + '"')
        .raise();
  }

  /** The last position at or before a moment; 0 when the log begins later. */
  public long last(Moment moment) {
    return switch (moment) {
      case Moment.At(long pos) -> pos;
      case Moment.When(Instant time) -> lastBy(time);
    };
  }

  /** The first position at or after a moment. */
  public long first(Moment moment) {
    return switch (moment) {
      case Moment.At(long pos) -> pos;
      // Events carry microseconds.
      case Moment.When(Instant time) -> lastBy(time.minusNanos(1_000)) + 1;
    };
  }

  private long lastBy(Instant time) {
    try {
      return reader.positionAt(time).orElse(0);
    } catch (SQLException e) {
      throw unreadable();
    }
  }

  public LogHead head() {
    try {
      return reader.head();
    } catch (SQLException e) {
      throw unreadable();
    }
  }

  /**
   * A position whose state can be told.
   *
   * @throws io.meshlog.api.error.ProblemException 410 when it is no longer held, 400 when it is not
   *     reached
   */
  public long told(String parameter, String text) {
    long pos = last(read(parameter, text));
    LogHead head = head();
    if (pos < head.floorPos()) {
      throw Problem.gone(
              "states before position " + head.floorPos() + " are no longer held", head.floorPos())
          .raise();
    }
    if (pos > head.pos()) {
      throw Problem.invalid(
              TITLE, parameter, "position " + pos + " is not reached, the log is at " + head.pos())
          .raise();
    }
    return pos;
  }

  public static RuntimeException unreadable() {
    return Problem.unavailable("the log cannot be read at the moment", 5).raise();
  }
}
