package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.image.ImageSize;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptLengthsTest {

  private static final Path MODEL = Path.of("../models/src/test/resources/goldens/qwen2-vl");
  private static final Path DATA = Path.of("src/test/resources/pmc-mini");

  private Processor processor;
  private PmcVqa read;

  @BeforeAll
  void load() {
    try (Checkpoint model = Checkpoint.open(MODEL)) {
      processor = Architecture.of(model).processor(model);
    }
    read = PmcVqa.read(DATA.resolve("train.csv"), DATA.resolve("images"));
  }

  @AfterAll
  void close() {
    processor.close();
  }

  private QuestionPrompts prompts(PromptTemplate template, OptionalInt maxPixels) {
    return QuestionPrompts.of(template, processor, OptionalInt.empty(), maxPixels);
  }

  private PromptLengths measured(QuestionPrompts prompts, int limit) {
    return PromptLengths.of(
        "train_csv t.csv",
        read.accepted(),
        read::imageSize,
        prompts,
        PromptLimit.ofRecipe(limit),
        measured -> {});
  }

  /** What a worker will count. */
  private static int tokens(QuestionPrompts prompts, Question question) {
    return prompts.prompt(prompts.text(question), prompts.image(question)).ids().length;
  }

  @ParameterizedTest
  @EnumSource(PromptTemplate.class)
  void promptsAreAsLongAsThoseThatAreSampledFrom(PromptTemplate template) {
    for (OptionalInt maxPixels : List.of(OptionalInt.empty(), OptionalInt.of(28 * 28 * 20))) {
      QuestionPrompts prompts = prompts(template, maxPixels);
      int[] expected =
          read.accepted().stream().mapToInt(q -> tokens(prompts, q)).sorted().toArray();
      int longest = expected[expected.length - 1];
      PromptLengths lengths = measured(prompts, longest);
      assertThat(lengths.questions()).isEqualTo(expected.length);
      assertThat(lengths.shortest()).isEqualTo(expected[0]);
      assertThat(lengths.longest()).isEqualTo(longest);
      assertThat(lengths.warning()).isEmpty();
      lengths.requireSome("train_csv");
      Question row =
          read.accepted().stream().filter(q -> q.row() == lengths.longestRow()).findFirst().get();
      assertThat(tokens(prompts, row)).isEqualTo(longest);
      assertThat(measured(prompts, longest - 1).tooLong())
          .isEqualTo((int) Arrays.stream(expected).filter(n -> n == longest).count());
    }
  }

  @Test
  void promptsOfWhichNoneFitsAreRefusedWithTheLimitToRaise() {
    QuestionPrompts prompts = prompts(PromptTemplate.CHAT, OptionalInt.empty());
    PromptLengths all = measured(prompts, 20);
    assertThat(all.tooLong()).isEqualTo(all.questions());
    assertThatThrownBy(() -> all.requireSome("train_csv t.csv"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "train_csv t.csv: none of its %d prompts fits max_prompt_length 20: the shortest has %d tokens, the longest %d (row %d); raise max_prompt_length to %d"
                .formatted(
                    all.questions(),
                    all.shortest(),
                    all.longest(),
                    all.longestRow(),
                    all.longest()));
    measured(prompts, all.shortest()).requireSome("train_csv t.csv");
  }

  /** The model's own control tokens are found in every row, not only in those that are rendered. */
  @ParameterizedTest
  @EnumSource(PromptTemplate.class)
  void aControlTokenInALateRowIsRefusedWithItsRow(PromptTemplate template) {
    List<Question> questions = new ArrayList<>(read.accepted());
    int last = questions.size() - 1;
    assertThat(last).isGreaterThan(5);
    questions.set(last, withChoice(questions.get(last), "<|endoftext|>"));
    assertThatThrownBy(() -> measured(questions, template))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "train_csv t.csv, row %d: Choice C contains the control token <|endoftext|>; remove it",
            questions.get(last).row());
    questions.set(4, withChoice(questions.get(4), "a <|im_start|>"));
    assertThatThrownBy(() -> measured(questions, template))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "train_csv t.csv, row %d: Choice C contains the control token <|im_start|>; remove it (2 rows have one)",
            questions.get(4).row());
  }

  private static Question withChoice(Question question, String text) {
    List<String> choices = new ArrayList<>(question.choices());
    choices.set(2, text);
    return new Question(
        question.row(),
        question.question(),
        choices,
        question.answer(),
        question.image(),
        question.response());
  }

  private void measured(List<Question> questions, PromptTemplate template) {
    PromptLengths.of(
        "train_csv t.csv",
        questions,
        read::imageSize,
        prompts(template, OptionalInt.empty()),
        PromptLimit.ofRecipe(1024),
        measured -> {});
  }

  /** The number of pixels that the message gives is right: the longest prompt fits with it. */
  @Test
  void imagesMayBeScaledDownInstead() {
    QuestionPrompts own = prompts(PromptTemplate.CHAT, OptionalInt.empty());
    PromptLengths all = measured(own, 1);
    int limit = all.longest() - 1;
    PromptLengths some = measured(own, limit);
    assertThat(some.tooLong()).isPositive().isLessThan(some.questions());
    assertThat(some.warning().orElseThrow())
        .startsWith(
            "%d of %d prompts are longer than max_prompt_length %d, the longest has %d tokens"
                .formatted(some.tooLong(), some.questions(), limit, some.longest()))
        .endsWith("; raise max_prompt_length to %d".formatted(some.longest()) + scaledDown(some));
    assertThat(some.fittingPixels()).isPositive();
    int pixels = (int) some.fittingPixels();
    Question longest =
        read.accepted().stream().filter(q -> q.row() == some.longestRow()).findFirst().get();
    assertThat(tokens(prompts(PromptTemplate.CHAT, OptionalInt.of(pixels)), longest))
        .isLessThanOrEqualTo(limit);
  }

  private static String scaledDown(PromptLengths lengths) {
    return ", or lower max_pixels to " + lengths.fittingPixels();
  }

  @Test
  void thePositionsOfTheModelLimitPromptsToo() {
    PromptLimit limit = PromptLimit.ofRecipe(1024).or(PromptLimit.ofPositions(4096, "n", 4000));
    assertThat(limit.tokens()).isEqualTo(96);
    assertThat(limit.name()).isEqualTo("the model's 4096 positions less n 4000");
    assertThat(PromptLimit.ofRecipe(90).or(limit).name()).isEqualTo("max_prompt_length 90");
  }

  @Test
  void generatedQuestionsAreKnownBeforeTheyAreDrawn(@TempDir Path folder) {
    PhantomSpec spec = new PhantomSpec(folder, 12, 5, 3, 56);
    List<Question> train = Phantom.questions(spec, false, 100);
    List<Question> test = Phantom.questions(spec, true, 4);
    Phantom.draw(spec);
    PmcVqa drawn = PmcVqa.read(folder.resolve("train.csv"), folder.resolve("images"));
    assertThat(train).isEqualTo(drawn.accepted());
    assertThat(test)
        .isEqualTo(
            PmcVqa.read(folder.resolve("test.csv"), folder.resolve("images"))
                .accepted()
                .subList(0, 4));
    assertThat(drawn.imageSize(train.get(0))).isEqualTo(new ImageSize(56, 56));
  }

  @Test
  void everyQuestionIsReportedAsMeasured() {
    var reported = ConcurrentHashMap.<Integer>newKeySet();
    PromptLengths.of(
        "train_csv t.csv",
        read.accepted(),
        read::imageSize,
        prompts(PromptTemplate.CHAT, OptionalInt.empty()),
        PromptLimit.ofRecipe(1024),
        reported::add);
    assertThat(reported).hasSameSizeAs(read.accepted()).contains(1, read.accepted().size());
  }
}
