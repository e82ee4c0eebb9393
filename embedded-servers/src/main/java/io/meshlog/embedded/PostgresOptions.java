package io.meshlog.embedded;

import java.nio.file.Path;

/**
 * How to start a PostgreSQL server.
 *
 * @param folder holds the server's files, its log, its password and the record of its process
 * @param port on 127.0.0.1; 0 takes a free one at each start
 * @param syncsInit whether the new data folder is flushed to disk; a test may do without. Commits
 *     are always durable.
 */
public record PostgresOptions(Path folder, int port, boolean syncsInit) {

  public PostgresOptions {
    folder = folder.toAbsolutePath().normalize();
  }

  /** In this folder, on a free port. */
  public static PostgresOptions in(Path folder) {
    return new PostgresOptions(folder, 0, true);
  }

  public PostgresOptions onPort(int port) {
    return new PostgresOptions(folder, port, syncsInit);
  }

  public PostgresOptions withoutInitSync() {
    return new PostgresOptions(folder, port, false);
  }

  Path cluster() {
    return folder.resolve("cluster");
  }

  Path log() {
    return folder.resolve("postgres.log");
  }

  Path passwordFile() {
    return folder.resolve("password");
  }

  Path processFile() {
    return folder.resolve("process");
  }
}
