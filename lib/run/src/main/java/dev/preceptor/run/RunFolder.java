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
import java.util.regex.Pattern;

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
  private static final Pattern CHECKPOINT = Pattern.compile("step-[1-9][0-9]{0,8}");

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
      throw InputException.cannotBe("read", runs, e);
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

  /**
   * Requires that the run has begun.
   *
   * @throws InputException if its recipe is not there, because it was killed before
   */
  public void requireBegun() {
    if (!Files.exists(recipe())) {
      throw new InputException(
          "run %s: %s is missing, so the run never began; delete the folder and start it without --resume"
              .formatted(name, recipe()));
    }
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

  /** The models that the run saved, {@code step-N} each. */
  public Path checkpoints() {
    return path().resolve("checkpoints");
  }

  /** The checkpoint of the latest step, if there is one. */
  public Optional<Path> newestCheckpoint() {
    if (!Files.isDirectory(checkpoints())) {
      return Optional.empty();
    }
    try (var folders = Files.list(checkpoints())) {
      return folders
          .filter(folder -> CHECKPOINT.matcher(folder.getFileName().toString()).matches())
          .max(Comparator.comparingInt(RunFolder::step));
    } catch (IOException e) {
      throw new InputException(checkpoints() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static int step(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("step-".length()));
  }

  /** The standard output of the broker or a service. */
  public Path log(String process) {
    return path().resolve("logs").resolve(process + ".log");
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

  /** What only the run's owner may read. */
  public Path secrets() {
    return path().resolve("secrets");
  }

  /** How clients log in to the run's own broker: a file for Kafka's tools, too. */
  public Path kafkaLogin() {
    return secrets().resolve("client.properties");
  }

  /** Locked by the process that executes the run. */
  public Path lock() {
    return path().resolve("run.lock");
  }
}
