package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SamplingKeys;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.benchmark.Answerer;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.GreedyAnswerer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
   * @throws InputException if a file cannot be used
   */
  QuestionData(Recipe recipe, Processor processor, List<Integer> stops) {
    SamplingKeys sampling = recipe.sampling();
    maxNewTokens = sampling.maxCompletionLength();
    prompts =
        QuestionPrompts.of(
            PromptTemplate.byName(recipe.data().promptTemplate().name().toLowerCase(Locale.ROOT)),
            processor,
            sampling.minPixels(),
            sampling.maxPixels());
    Path images = recipe.data().images().orElseThrow();
    PmcVqa train =
        PmcVqa.read(
            recipe.data().trainCsv().orElseThrow(),
            images,
            ReadOptions.DEFAULT.withResponseColumn(recipe.supervised().responseColumn()));
    demonstrations =
        new Demonstrations(
            train.accepted(), prompts, stops, sampling.maxPromptLength(), maxNewTokens);
    rejected = new ArrayList<>(train.rejected());
    rejected.addAll(demonstrations.rejected());
    benchmark =
        new Benchmark(
            testQuestions(recipe, images), prompts.template(), recipe.evaluation().evalBatchSize());
  }

  private static List<Question> testQuestions(Recipe recipe, Path images) {
    int limit = recipe.evaluation().evalLimit();
    ReadOptions all = ReadOptions.DEFAULT;
    Path csv = recipe.data().testCsv().orElseThrow();
    List<Question> questions =
        PmcVqa.read(csv, images, limit > 0 ? all.withLimit(limit) : all).accepted();
    if (questions.isEmpty()) {
      throw new InputException("test_csv " + csv + ": no usable row; give another file");
    }
    return questions;
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
