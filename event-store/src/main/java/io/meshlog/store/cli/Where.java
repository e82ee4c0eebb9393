package io.meshlog.store.cli;

import io.meshlog.store.config.PostgresProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database: a folder, the demo's, or as the environment says it to the control plane. */
final class Where {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data folder of a control plane that brings its own PostgreSQL (MESHLOG_DATA_DIR)")
  private @Nullable Path data;

  @Option(
      names = "--demo",
      paramLabel = "NAME",
      description = "A control plane of the demo: global, zone-1 or zone-2")
  private @Nullable String demo;

  @Option(names = "--host", hidden = true, defaultValue = "${env:KUMA_STORE_POSTGRES_HOST}")
  private @Nullable String host;

  @Option(names = "--port", hidden = true, defaultValue = "${env:KUMA_STORE_POSTGRES_PORT:-5432}")
  private int port;

  @Option(
      names = "--name",
      hidden = true,
      defaultValue = "${env:KUMA_STORE_POSTGRES_DB_NAME:-kuma}")
  private String name = "";

  @Option(names = "--user", hidden = true, defaultValue = "${env:KUMA_STORE_POSTGRES_USER:-kuma}")
  private String user = "";

  @Option(names = "--owner", hidden = true, defaultValue = "${env:MESHLOG_STORE_MIGRATION_USER:-}")
  private String owner = "";

  /**
   * @param fresh whether a folder without a PostgreSQL gets one
   */
  DatabaseFolder.Opened open(DatabaseFolder folders, boolean fresh) {
    if (demo != null) {
      Path root = Path.of(System.getProperty("meshlog.root", ""));
      return folders.open(existing(root.resolve(".meshlog/demo/postgres").resolve(demo)));
    }
    if (data != null) {
      Path own = data.resolve("postgres");
      boolean itself = Files.isDirectory(data.resolve("cluster"));
      return folders.open(fresh && !itself ? own : existing(itself ? data : own));
    }
    if (host == null || host.isBlank()) {
      throw new LogCommand.Failure(
          "which database? --data DIR, --demo NAME, or KUMA_STORE_POSTGRES_HOST and its like");
    }
    return new DatabaseFolder.Opened(asOwner(host), () -> {});
  }

  private static Path existing(Path folder) {
    if (!Files.isDirectory(folder.resolve("cluster"))) {
      throw new LogCommand.Failure("no control plane has its PostgreSQL in " + folder);
    }
    return folder;
  }

  /** Passwords come from the environment only: a command line is for everybody to see. */
  private PostgresProperties asOwner(String at) {
    boolean apart = !owner.isBlank();
    String password =
        System.getenv(apart ? "MESHLOG_STORE_MIGRATION_PASSWORD" : "KUMA_STORE_POSTGRES_PASSWORD");
    return PostgresProperties.of(
        at, port, apart ? owner : user, password == null ? "kuma" : password, name);
  }
}
