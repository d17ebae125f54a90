package dev.preceptor.vqa.phantom;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints the {@link StyleFigures} of policies, such as the checkpoints of a run, on the same
 * questions of a seed that no recipe uses. Not a test: {@code bench/styles} runs it.
 */
class StyleBench {

  private static final int QUESTIONS = 200;
  private static final long SEED = 8_213;

  @TempDir Path folder;

  @Test
  void stylesOfPolicies() {
    Phantom.draw(new PhantomSpec(folder, 1, QUESTIONS, SEED, PhantomSpec.DEFAULT_SIZE));
    List<Question> questions =
        PmcVqa.read(folder.resolve("test.csv"), folder.resolve("images")).accepted();
    PromptTemplate template = PromptTemplate.byName(System.getProperty("bench.template", "chat"));
    for (String model : System.getProperty("bench.models", "").split(",")) {
      try (Checkpoint checkpoint = Checkpoint.open(Path.of(model));
          LanguageModel policy = LanguageModel.load(checkpoint)) {
        System.out.printf(
            "%s%nsampled at temperature 1%n%s%ngreedy%n%s%n",
            model,
            StyleFigures.of(policy, template, questions, 1),
            StyleFigures.of(policy, template, questions, 0));
      }
    }
  }
}
