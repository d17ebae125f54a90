package dev.preceptor.fleet.train;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.image.ImageSize;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.PromptLengths;
import dev.preceptor.vqa.PromptLimit;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.phantom.Phantom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Measures the prompts of a run before it starts. A question whose prompt is too long fails each
 * time that it is asked, so a run whose prompts are all too long would train on nothing.
 */
final class PromptPreflight implements AutoCloseable {

  /** Questions of generated data that are measured: their texts are much alike. */
  private static final int GENERATED = 20_000;

  private static final int BETWEEN_REPORTS = 5_000;

  private final Recipe recipe;
  private final Consumer<String> underway;
  private final Processor processor;
  private final QuestionPrompts prompts;
  private final PromptLimit positions;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Reads the model's small files.
   *
   * @param underway is told how far measuring has got
   */
  PromptPreflight(Recipe recipe, Consumer<String> underway) {
    this.recipe = recipe;
    this.underway = underway;
    try (Checkpoint model = Checkpoint.open(recipe.modelFolder())) {
      processor = Architecture.of(model).processor(model);
      positions =
          PromptLimit.ofPositions(
              Architecture.of(model).maxPositionEmbeddings(),
              "max_completion_length",
              recipe.sampling().maxCompletionLength());
    }
    prompts = PromptPlan.of(recipe).prompts(processor);
  }

  /** Measures the training questions of a file. */
  void train(Path csv, PmcVqa read) {
    measure("train_csv " + csv, read.accepted(), read::imageSize, trainLimit());
  }

  /** Measures the test questions of a file that an evaluation asks. */
  void test(Path csv, PmcVqa read) {
    measure("test_csv " + csv, read.accepted(), read::imageSize, positions);
  }

  /** Measures the questions that will be generated. */
  void generated(PhantomKeys keys) {
    var spec = PhantomData.spec(keys, Path.of("data"));
    var size = new ImageSize(keys.size(), keys.size());
    measure("phantom", Phantom.questions(spec, false, GENERATED), question -> size, trainLimit());
  }

  private PromptLimit trainLimit() {
    return PromptLimit.ofRecipe(recipe.sampling().maxPromptLength()).or(positions);
  }

  private void measure(
      String file,
      List<Question> questions,
      Function<Question, ImageSize> sizes,
      PromptLimit limit) {
    PromptLengths lengths =
        PromptLengths.of(
            file, questions, sizes, prompts, limit, measured -> report(measured, questions.size()));
    lengths.requireSome(file);
    lengths.warning().ifPresent(warning -> warnings.add(file + ": " + warning));
  }

  private void report(int measured, int of) {
    if (measured % BETWEEN_REPORTS == 0) {
      underway.accept("measuring prompts: %,d of %,d".formatted(measured, of));
    }
  }

  /** What to tell the user, a line each. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void close() {
    processor.close();
  }
}
