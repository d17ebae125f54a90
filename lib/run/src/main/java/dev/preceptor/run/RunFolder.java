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
 * @param name name of the run
 */
public record RunFolder(Path runs, String name) {

  /** The folder of all runs, unless another one is given. */
  public static final String DEFAULT_RUNS = "runs";

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final int MAX_STEM_CHARS = 40;

  /**
   * @throws InputException if the name is not valid
   */
  public RunFolder {
    runs = runs.toAbsolutePath().normalize();
    try {
      new Topics(name);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** The default name of a run: the recipe's name and the time. */
  public static String defaultName(Path recipe, LocalDateTime now) {
    var stem = recipe.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    var plain = stem.replaceAll("[^A-Za-z0-9_-]+", "-").replaceFirst("^[-_]+", "");
    var start = plain.isEmpty() ? "run" : plain;
    return start.substring(0, Math.min(start.length(), MAX_STEM_CHARS)) + "-" + STAMP.format(now);
  }

  /** The run whose folder was modified last, if there is one. */
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

  /** Whether the run exists. */
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

  /** The summary of the run. */
  public Path summary() {
    return path().resolve("summary.json");
  }

  /** The standard output of the broker or a service. */
  public Path log(String process) {
    return path().resolve("logs").resolve(process + ".log");
  }

  /** The learner's checkpoints. */
  public Path checkpoints() {
    return path().resolve("checkpoints");
  }

  /** The embedded broker's log. */
  public Path kafka() {
    return path().resolve("kafka");
  }

  /** The generated phantom data set, if the recipe has one. */
  public Path data() {
    return path().resolve("data");
  }

  /** The address of the run's broker. */
  public Path broker() {
    return path().resolve("broker.json");
  }

  /** Locked by the process that executes the run. */
  public Path lock() {
    return path().resolve("run.lock");
  }
}
