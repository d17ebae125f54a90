package dev.preceptor.run;

import dev.preceptor.models.InputException;
import dev.preceptor.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;

/**
 * The folder {@code runs/NAME} of one run.
 *
 * @param runs folder of all runs
 * @param name of the run
 */
public record RunFolder(Path runs, String name) {

  /** Where runs are unless another folder is named. */
  public static final String DEFAULT_RUNS = "runs";

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final int MAX_STEM_CHARS = 40;

  /**
   * @throws InputException if the name is not one
   */
  public RunFolder {
    runs = runs.toAbsolutePath().normalize();
    try {
      new Topics(name);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** The name of a run that was given none: the recipe's and the time. */
  public static String defaultName(Path recipe, LocalDateTime now) {
    var stem = recipe.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    var plain = stem.replaceAll("[^A-Za-z0-9_-]+", "-").replaceFirst("^[-_]+", "");
    var start = plain.isEmpty() ? "run" : plain;
    return start.substring(0, Math.min(start.length(), MAX_STEM_CHARS)) + "-" + STAMP.format(now);
  }

  /** The run whose folder was changed last, if there is any. */
  public static Optional<String> latest(Path runs) {
    if (!Files.isDirectory(runs)) {
      return Optional.empty();
    }
    try (var folders = Files.list(runs)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("recipe.yaml")))
          .max(Comparator.comparing(folder -> folder.toFile().lastModified()))
          .map(folder -> folder.getFileName().toString());
    } catch (IOException e) {
      throw new InputException(runs + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The folder itself. */
  public Path path() {
    return runs.resolve(name);
  }

  /** Whether the run is there. */
  public boolean exists() {
    return Files.exists(path());
  }

  /** The topics of the run. */
  public Topics topics() {
    return new Topics(name);
  }

  /** The resolved recipe. */
  public Path recipe() {
    return path().resolve("recipe.yaml");
  }

  /** One line of JSON for each step and each evaluation. */
  public Path metrics() {
    return path().resolve("metrics.jsonl");
  }

  /** What came out. */
  public Path summary() {
    return path().resolve("summary.json");
  }

  /** What the broker and the services write to their standard output. */
  public Path log(String process) {
    return path().resolve("logs").resolve(process + ".log");
  }

  /** The embedded broker's log. */
  public Path kafka() {
    return path().resolve("kafka");
  }

  /** The phantom data set, where the recipe has one drawn. */
  public Path data() {
    return path().resolve("data");
  }

  /** The address of the run's broker. */
  public Path broker() {
    return path().resolve("broker.json");
  }

  /** Held by the process that carries the run out. */
  public Path lock() {
    return path().resolve("run.lock");
  }
}
