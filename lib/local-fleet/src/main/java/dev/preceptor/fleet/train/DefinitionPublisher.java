package dev.preceptor.fleet.train;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.ProgramVersion;
import dev.preceptor.run.RunInput;
import dev.preceptor.run.plan.AnswerPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.scoring.judging.LoadedJudge;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Publishes a run's definition for its services. */
final class DefinitionPublisher {

  private final String run;
  private final Recipe published;
  private final Recipe located;
  private final ModelFacts model;
  private final RunTopics topics;

  /** Publishes the paths that this process uses, for services on the same machine. */
  DefinitionPublisher(RunPlan plan, RunTopics topics) {
    this(plan.run().name(), plan.recipe(), plan.recipe(), plan.model(), topics);
  }

  /**
   * Publishes a recipe in which the inputs have other names than here.
   *
   * @param published the recipe for the services
   * @param located the same with the paths of its inputs on this machine
   */
  DefinitionPublisher(
      String run, Recipe published, Recipe located, ModelFacts model, RunTopics topics) {
    this.run = run;
    this.published = published;
    this.located = located;
    this.model = model;
    this.topics = topics;
  }

  /**
   * Publishes the definition, unless it is published already.
   *
   * @throws InputException if the model or the data have changed since the run started
   */
  void publish() {
    var before = topics.definition();
    var now = definition(before);
    before.ifPresent(original -> requireSame(original, now));
    if (!before.equals(Optional.of(now))) {
      topics.publish(now);
    }
  }

  private Definition definition(Optional<Definition> before) {
    var data = located.data();
    return Definition.newBuilder()
        .setRun(run)
        .setRecipe(published.toYaml())
        .setModelSha256(model.sha256())
        .setTrainSha256(data.trainCsv().map(Sha256::ofFile).orElse(""))
        .setTestSha256(data.testCsv().map(Sha256::ofFile).orElse(""))
        .setCode(before.map(Definition::getCode).orElseGet(ProgramVersion::current))
        .setCreatedMillis(
            before.map(Definition::getCreatedMillis).orElseGet(System::currentTimeMillis))
        .setRewardsSha256(RewardFunctions.ownSha256())
        .setInputSha256(inputs())
        .build();
  }

  /** The hashes of what services open besides the weights and the questions. */
  private Map<String, String> inputs() {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put(RunInput.MODEL_FILES, model.filesSha256());
    for (JudgeKeys judge : located.scoring().judges()) {
      if (judge.source() instanceof JudgeFolder folder) {
        inputs.put(RunInput.judge(judge.name()), LoadedJudge.sha256(folder));
      }
    }
    if (located.data().dataSeed().isPresent()) {
      inputs.put(
          RunInput.TRAIN_ROWS, QuestionFiles.train(located, ReadOptions.DEFAULT).rowsSha256());
      inputs.put(RunInput.TEST_ROWS, QuestionFiles.test(located, ReadOptions.DEFAULT).rowsSha256());
    }
    for (MetricKeys metric : located.evaluation().metrics()) {
      if (metric.source() instanceof JudgeFolder folder) {
        inputs.put(RunInput.metric(metric.key()), AnswerPlan.sha256(metric, folder));
      }
    }
    return inputs;
  }

  private void requireSame(Definition original, Definition now) {
    requireSame("model", original.getModelSha256(), now.getModelSha256());
    requireSame("train_csv", original.getTrainSha256(), now.getTrainSha256());
    requireSame("test_csv", original.getTestSha256(), now.getTestSha256());
    for (String rows : List.of(RunInput.TRAIN_ROWS, RunInput.TEST_ROWS)) {
      requireSame(rows, input(original, rows), input(now, rows));
    }
    RewardFunctions.difference(original.getRewardsSha256())
        .ifPresent(
            difference -> {
              throw new InputException(
                  difference + "; restore them, or start a new run instead of " + run);
            });
  }

  /** Empty where the run was started before this was recorded, or chooses no rows. */
  private static String input(Definition definition, String name) {
    Map<String, String> inputs = definition.getInputSha256();
    return inputs == null ? "" : inputs.getOrDefault(name, "");
  }

  private void requireSame(String key, String original, String now) {
    if (!original.equals(now)) {
      throw new InputException(
          "%s: its contents have changed since run %s started (SHA-256 %.12s…, now %.12s…); restore them, or start a"
                  .formatted(key, run, original, now)
              + " new run");
    }
  }
}
