package io.meshlog.sync;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Counts the statements that are executed, by the thread that does. */
final class CountedStatements {
  private final Map<String, Long> byThread = new ConcurrentHashMap<>();

  DataSource of(DataSource source) {
    return proxy(
        DataSource.class,
        source,
        (method, result) -> result instanceof Connection connection ? counted(connection) : result);
  }

  private Connection counted(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (method, result) ->
            result instanceof PreparedStatement prepared
                ? proxy(PreparedStatement.class, prepared, this::executed)
                : result instanceof Statement statement
                    ? proxy(Statement.class, statement, this::executed)
                    : result);
  }

  private Object executed(String method, Object result) {
    if (method.startsWith("execute")) {
      byThread.merge(Thread.currentThread().getName(), 1L, Long::sum);
    }
    return result;
  }

  Map<String, Long> now() {
    return new TreeMap<>(byThread);
  }

  @FunctionalInterface
  private interface After {
    Object called(String method, Object result);
  }

  private static <T> T proxy(Class<T> type, T target, After after) {
    InvocationHandler handler =
        (self, method, arguments) -> {
          try {
            return after.called(method.getName(), method.invoke(target, arguments));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(
            CountedStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
