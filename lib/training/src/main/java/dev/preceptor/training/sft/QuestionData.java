package dev.preceptor.training.sft;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SamplingKeys;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.run.plan.QuestionFiles;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Questions about images with demonstrations of their answers; evaluated by a benchmark. */
final class QuestionData implements TrainingData {

  private final QuestionPrompts prompts;
  private final Demonstrations demonstrations;
  private final List<Rejected> rejected;
  private final Benchmark benchmark;
  private final int maxNewTokens;

  /**
   * Reads a recipe's files.
   *
   * @param stops token ids that end a response
   * @throws dev.preceptor.models.InputException if a file cannot be used
   */
  QuestionData(Recipe recipe, Processor processor, List<Integer> stops) {
    SamplingKeys sampling = recipe.sampling();
    maxNewTokens = sampling.maxCompletionLength();
    PromptPlan plan = PromptPlan.of(recipe);
    prompts = plan.prompts(processor);
    PmcVqa train =
        QuestionFiles.train(
            recipe, ReadOptions.DEFAULT.withResponseColumn(recipe.supervised().responseColumn()));
    demonstrations =
        new Demonstrations(
            Targets.of(recipe.supervised(), train.accepted()),
            prompts,
            stops,
            sampling.maxPromptLength(),
            maxNewTokens,
            recipe.supervised().responseColumn());
    rejected = new ArrayList<>(train.rejected());
    rejected.addAll(demonstrations.rejected());
    benchmark =
        new Benchmark(
            QuestionFiles.test(recipe, ReadOptions.DEFAULT).accepted(),
            recipe.evaluation().evalBatchSize());
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
  public List<Rejected> rejected() {
    return rejected;
  }

  @Override
  public Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop) {
    Answerer answerer = new GreedyAnswerer(policy, prompts, maxNewTokens);
    return benchmark
        .run(
            questions -> {
              if (stop.getAsBoolean()) {
                throw new CancellationException();
              }
              return answerer.answer(questions);
            })
        .metrics();
  }
}
