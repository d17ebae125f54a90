package dev.preceptor.kit;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.FilesHash;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.RunInput;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.schemas.Sha256;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the run's definition names, found on this machine and held against the definition. */
@Singleton
public class RunInputs {

  private static final Logger LOG = Logger.getLogger(RunInputs.class);
  private static final int NAME_LENGTH = 12;

  private final RunDefinition run;
  private final Path cache;

  RunInputs(RunDefinition run, @ConfigProperty(name = "preceptor.cache") Optional<Path> cache) {
    this.run = run;
    this.cache = cache.orElseGet(RunInputs::newFolder);
  }

  /** A new one, so that nobody can have prepared what is in it. */
  private static Path newFolder() {
    return Path.of(System.getProperty("java.io.tmpdir"), "preceptor-cache-" + UUID.randomUUID());
  }

  /**
   * The recipe with its questions on this machine. Those of a phantom data set are generated first.
   *
   * @throws InputException if the files are not those that the run was started with
   */
  public Recipe withQuestions() {
    Recipe recipe = run.recipe();
    Recipe located = recipe;
    if (PhantomData.isNeeded(recipe)) {
      PhantomKeys keys = recipe.data().phantom().orElseThrow();
      Path folder = cache.resolve(name(keys));
      LOG.infof("generating the questions into %s", folder);
      PhantomData.generate(keys, folder);
      located = PhantomData.in(folder, recipe);
    }
    located.data().trainCsv().ifPresent(csv -> require("train_csv", run.trainSha256(), csv));
    located.data().testCsv().ifPresent(csv -> require("test_csv", run.testSha256(), csv));
    return located;
  }

  private static String name(PhantomKeys keys) {
    byte[] text = keys.toString().getBytes(StandardCharsets.UTF_8);
    return "phantom-" + Sha256.hex(text).substring(0, NAME_LENGTH);
  }

  /**
   * Reads the whole model.
   *
   * @throws InputException if it is not the one that the run was started with
   */
  public void requireModel() {
    Path folder = run.recipe().modelFolder();
    try (Checkpoint model = Checkpoint.open(folder)) {
      RunInput.requireSame("model " + folder, run.modelSha256(), PolicyHash.sha256(model));
      RunInput.requireSame(
          "model %s, configuration and tokenizer".formatted(folder),
          run.inputSha256().getOrDefault(RunInput.MODEL_FILES, ""),
          FilesHash.sha256(model));
    }
  }

  /**
   * Holds a judge against the definition.
   *
   * @param sha256 that identifies it
   * @throws InputException if it is not the one that the run was started with
   */
  public void requireJudge(String name, String sha256) {
    RunInput.requireSame(
        "judge " + name, run.inputSha256().getOrDefault(RunInput.judge(name), ""), sha256);
  }

  /** The hash of an input by its name in the definition; empty if that holds none. */
  public String sha256(String name) {
    return run.inputSha256().getOrDefault(name, "");
  }

  /**
   * Holds the models of the run's metrics against the definition.
   *
   * @throws InputException if one is not the one that the run was started with
   */
  public void requireMetrics() {
    for (MetricKeys metric : run.recipe().evaluation().metrics()) {
      if (metric.source() instanceof JudgeFolder folder) {
        RunInput.requireSame(
            "metric " + metric.key(),
            run.inputSha256().getOrDefault(RunInput.metric(metric.key()), ""),
            AnswerPlan.sha256(metric, folder));
      }
    }
  }

  /** Whoever reads the file says that it is not there. */
  private static void require(String key, String expected, Path csv) {
    if (!expected.isEmpty() && Files.isRegularFile(csv)) {
      RunInput.requireSame(key + " " + csv, expected, Sha256.ofFile(csv));
    }
  }
}
