package io.meshlog.api;

import io.meshlog.model.json.SpecJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The real schemathesis, from PyPI, over the OpenAPI document of a running control plane. Its
 * packages are kept in {@code .meshlog}; its settings and their reasons are in {@code
 * resource-api/src/test/schemathesis}.
 */
public final class Schemathesis {
  private static final String VERSION = "4.32.5";
  private static final String VALIDATOR = "openapi-spec-validator==0.9.0";
  private static final Path ROOT =
      Path.of(System.getProperty("meshlog.root", "..")).toAbsolutePath().normalize();
  private static final Path PACKAGES = ROOT.resolve(".meshlog/schemathesis-" + VERSION);
  private static final Path SETTINGS = ROOT.resolve("resource-api/src/test/schemathesis");

  /** Of a run that is given none: a test that nobody changed anything for does not fail one day. */
  private static final long SEED = 20_261_126;

  /** See the settings. */
  private static final String LEFT_OUT = "getOpenApiYaml";

  private static final int CASES = 50;
  private static final int PATIENCE_MINUTES = 60;

  private final String base;
  private final long seed;

  /**
   * @param base address of the API, without a slash at its end
   */
  public Schemathesis(String base) {
    this.base = base;
    this.seed = Long.getLong("meshlog.seed", SEED);
  }

  /** Downloads what is not there yet; several may want it at once. */
  public static void install() throws Exception {
    Files.createDirectories(PACKAGES);
    try (FileChannel lock =
            FileChannel.open(
                PACKAGES.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      Path mark = PACKAGES.resolve("installed");
      if (!Files.exists(mark)) {
        python(
            List.of(
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--upgrade",
                "--target",
                PACKAGES.toString(),
                "schemathesis==" + VERSION,
                VALIDATOR));
        Files.writeString(mark, VERSION);
      }
    }
  }

  /** The document is one by the rules of OpenAPI; throws what the validator says otherwise. */
  public void documentIsValid() throws Exception {
    python(
        List.of(
            "-c",
            "import json, sys, urllib.request\n"
                + "from openapi_spec_validator import validate\n"
                + "validate(json.load(urllib.request.urlopen(sys.argv[1])))",
            base + "/openapi.json"));
  }

  /**
   * Runs some operations, chosen by the seed.
   *
   * @return what it printed
   */
  public String some(int operations) throws Exception {
    List<String> all = operations();
    all.remove(LEFT_OUT);
    Collections.shuffle(all, new Random(seed));
    List<String> chosen = all.subList(0, Math.min(operations, all.size()));
    List<String> arguments = new ArrayList<>();
    chosen.forEach(id -> arguments.addAll(List.of("--include-operation-id", id)));
    return run(arguments);
  }

  /** Runs every operation. */
  public String all() throws Exception {
    return run(List.of());
  }

  private List<String> operations() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String document =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(base + "/openapi.json")).build(),
                  BodyHandlers.ofString())
              .body();
      return new ArrayList<>(
          SpecJson.parse(document).path("paths").findValuesAsString("operationId"));
    }
  }

  private String run(List<String> more) throws IOException, InterruptedException {
    System.out.println("schemathesis of " + base + ", seed " + seed + " (-Dmeshlog.seed)");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-c",
                "from schemathesis.cli import schemathesis; schemathesis()",
                "--config-file",
                SETTINGS.resolve("schemathesis.toml").toString(),
                "run",
                base + "/openapi.json",
                "--no-color",
                "--seed",
                Long.toString(seed),
                "--max-examples",
                Integer.toString(CASES),
                "--phases",
                "coverage,fuzzing",
                "--suppress-health-check",
                "all",
                // One: requests come in the order of the seed, and Python 3.11's parser, which it
                // uses, fails in several threads at once.
                "--workers",
                "1",
                "--request-timeout",
                "60"));
    arguments.addAll(more);
    return python(arguments);
  }

  /** What the program printed; it must end well. */
  private static String python(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(arguments);
    Path output = Files.createTempFile("schemathesis", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(PACKAGES.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PYTHONPATH", PACKAGES.toString());
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    builder.environment().put("SCHEMATHESIS_HOOKS", SETTINGS.resolve("hooks.py").toString());
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError((ended ? "failed: " : "does not end: ") + text);
      }
      return text;
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(output);
    }
  }
}
