package io.meshlog.api.config;

import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Reports a start that failed because of a setting in one line on standard error, instead of a
 * stack trace. Other failures are left to Spring Boot. Registered in {@code spring.factories}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class SettingReporter implements SpringBootExceptionReporter {
  private static final Pattern VARIABLE = Pattern.compile("\\b(KUMA|MESHLOG)_[A-Z][A-Z0-9_]+");
  private static final Pattern OURS = Pattern.compile("(kuma|meshlog)\\..*");

  @Override
  public boolean reportException(Throwable failure) {
    String line = line(failure);
    if (line == null) {
      return false;
    }
    System.err.println("meshlog: cannot start: " + line);
    return true;
  }

  /** Null when no setting is to blame. */
  static @Nullable String line(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable at = failure; at != null && !causes.contains(at); at = at.getCause()) {
      causes.add(at);
    }
    for (Throwable cause : causes.reversed()) {
      String message = cause.getMessage();
      if (message != null && VARIABLE.matcher(message).find()) {
        return firstLine(message);
      }
    }
    for (Throwable cause : causes.reversed()) {
      if (cause instanceof org.springframework.boot.context.properties.bind.BindException bind
          && OURS.matcher(bind.getName().toString()).matches()) {
        return SettingProblem.variable(bind.getName().toString()) + ": " + bindFault(bind);
      }
      if (cause instanceof PortInUseException inUse) {
        return "port " + inUse.getPort() + " is in use";
      }
      if (cause instanceof BindException) {
        return firstLine(String.valueOf(cause.getMessage()));
      }
    }
    return null;
  }

  private static String bindFault(
      org.springframework.boot.context.properties.bind.BindException bind) {
    Object value = bind.getProperty() == null ? null : bind.getProperty().getValue();
    String wanted = bind.getTarget().getType().toClass().getSimpleName();
    if (value != null) {
      return "'" + value + "' is no " + wanted;
    }
    Throwable root = bind;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return firstLine(String.valueOf(root.getMessage()));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
