package dev.preceptor.training.sft;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SamplingKeys;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.training.tuning.QuestionTest;
import dev.preceptor.training.tuning.TuningData;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Questions about images with demonstrations of their answers; evaluated by a benchmark. */
final class QuestionData implements TuningData<Example> {

  private final Demonstrations demonstrations;
  private final List<Rejected> rejected;
  private final QuestionTest test;

  /**
   * Reads a recipe's files.
   *
   * @param stops token ids that end a response
   * @throws dev.preceptor.models.InputException if a file cannot be used
   */
  QuestionData(Recipe recipe, Processor processor, List<Integer> stops) {
    SamplingKeys sampling = recipe.sampling();
    QuestionPrompts prompts = PromptPlan.of(recipe).prompts(processor);
    PmcVqa train =
        QuestionFiles.train(
            recipe, ReadOptions.DEFAULT.withResponseColumn(recipe.supervised().responseColumn()));
    demonstrations =
        new Demonstrations(
            Targets.of(recipe.supervised(), train.accepted()),
            prompts,
            stops,
            sampling.maxPromptLength(),
            sampling.maxCompletionLength(),
            recipe.supervised().responseColumn());
    rejected = new ArrayList<>(train.rejected());
    rejected.addAll(demonstrations.rejected());
    test = new QuestionTest(recipe, prompts);
  }

  @Override
  public int size() {
    return demonstrations.size();
  }

  @Override
  public Example example(int index) {
    return demonstrations.example(index);
  }

  @Override
  public int tokens(Example example) {
    return example.tokens();
  }

  @Override
  public String sha256() {
    return demonstrations.sha256();
  }

  @Override
  public String testSha256() {
    return test.sha256();
  }

  @Override
  public List<Rejected> rejected() {
    return rejected;
  }

  @Override
  public Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop) {
    return test.measure(policy, stop);
  }
}
