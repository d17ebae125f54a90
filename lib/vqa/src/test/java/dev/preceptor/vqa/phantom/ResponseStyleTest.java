package dev.preceptor.vqa.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseStyleTest {

  private static final Path POLICY = Path.of("../..", "recipes", "phantom-policy");
  private static final int MANY = 4000;
  private static final int FEW = 200;
  private static final StyleShares MIXED = new StyleShares(0.2, 0.3, 0.2, 0.15, 0.15);

  /** Table in ADR 67. */
  @ParameterizedTest
  @CsvSource({
    "GUESS, 7, 12, 0.25",
    "GLANCE, 15, 17, 0.57",
    "CAREFUL, 28, 30, 1",
    "ELABORATE, 45, 82, 0.46",
    "RAMBLING, 98, 141, 0.25"
  })
  void everyStyleHasItsLengthAndItsAccuracy(
      ResponseStyle style, int shortest, int longest, double accuracy) {
    List<PhantomQuestion> questions = questions(only(style), 1);

    IntSummaryStatistics tokens;
    try (Checkpoint policy = Checkpoint.open(POLICY)) {
      Tokenizer tokenizer = Tokenizers.from(policy);
      tokens =
          questions.stream()
              .mapToInt(question -> tokenizer.encode(question.response()).length + 1)
              .summaryStatistics();
    }
    assertThat(tokens.getMin()).isBetween(shortest, shortest + 2);
    assertThat(tokens.getMax()).isBetween(longest - 2, longest);
    assertThat(accuracy(questions)).isBetween(accuracy - 0.03, accuracy + 0.03);
  }

  @Test
  void stylesAreDrawnWithTheirSharesWhateverTheQuestionAndItsAnswer() {
    List<PhantomQuestion> questions = questions(MIXED, 1);
    assertShares(questions, 0.02);
    for (Family family : Family.values()) {
      assertShares(questions.stream().filter(q -> q.family() == family).toList(), 0.06);
    }
    for (char letter = 'A'; letter <= 'D'; letter++) {
      char right = letter;
      assertShares(questions.stream().filter(q -> q.answer() == right).toList(), 0.05);
    }
  }

  private static void assertShares(List<PhantomQuestion> questions, double tolerance) {
    Map<ResponseStyle, Long> counts =
        questions.stream()
            .collect(
                Collectors.groupingBy(
                    question -> StyleReader.of(question.response()).orElseThrow(),
                    () -> new EnumMap<>(ResponseStyle.class),
                    Collectors.counting()));
    for (ResponseStyle style : ResponseStyle.values()) {
      assertThat(counts.getOrDefault(style, 0L) / (double) questions.size())
          .isBetween(MIXED.of(style) - tolerance, MIXED.of(style) + tolerance);
    }
  }

  /** So that a policy cannot learn the answer from anything but the image. */
  @Test
  void stylesChangeNeitherQuestionsNorAnswers() {
    List<PhantomQuestion> careful = questions(only(ResponseStyle.CAREFUL), 1);
    List<PhantomQuestion> mixed = questions(MIXED, 1);
    for (int i = 0; i < MANY; i++) {
      assertThat(mixed.get(i).question()).isEqualTo(careful.get(i).question());
      assertThat(mixed.get(i).choices()).isEqualTo(careful.get(i).choices());
      assertThat(mixed.get(i).answer()).isEqualTo(careful.get(i).answer());
    }
  }

  @Test
  void aGlanceMakesTheSameMistakeWheneverItSeesTheSame() {
    for (PhantomQuestion question : questions(only(ResponseStyle.GLANCE), 1)) {
      int truth = question.truth();
      boolean mistaken =
          truth % 2 == 1 && question.choices().contains(question.family().answers().get(truth - 1));
      assertThat(isRight(question)).isEqualTo(!mistaken);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ResponseStyle.class,
      names = {"CAREFUL", "ELABORATE"})
  void coherentStylesNameEachChoiceByTheLetterItIsListedWith(ResponseStyle style) {
    for (PhantomQuestion question : questions(only(style), 1).subList(0, FEW)) {
      String thinking = question.response();
      for (int i = 0; i < 4; i++) {
        String choice = question.choices().get(i);
        char letter = (char) ('A' + i);
        assertThat(thinking).contains(choice + " " + letter);
        Stream.of("A", "B", "C", "D")
            .filter(other -> other.charAt(0) != letter)
            .forEach(other -> assertThat(thinking).doesNotContain(": " + choice + " " + other));
      }
      List<String> sentences = List.of(thinking.split("\\. "));
      assertThat(new HashSet<>(sentences)).hasSameSizeAs(sentences);
    }
  }

  @Test
  void textsWithoutTagsOnlyOpenTheirThinkingAndEndInPlainText() {
    List<PhantomQuestion> questions = questions(MIXED, 0.05);
    long tagged = questions.stream().filter(q -> q.response().contains("</think>")).count();
    assertThat(tagged / (double) MANY).isBetween(0.04, 0.06);
    assertThat(questions)
        .allSatisfy(question -> assertThat(question.response()).startsWith("<think>"))
        .filteredOn(question -> !question.response().contains("</think>"))
        .allSatisfy(question -> assertThat(question.response()).matches(".* Answer: [A-D]\\."));
  }

  @Test
  void textsAreTheSameOnEveryMachine() {
    CRC32 crc = new CRC32();
    questions(MIXED, 0.9)
        .forEach(question -> crc.update(question.response().getBytes(StandardCharsets.UTF_8)));
    assertThat(crc.getValue()).isEqualTo(FINGERPRINT);
  }

  private static final long FINGERPRINT = 3_283_503_596L;

  @Test
  void sharesThatAreNotOfAWholeAreRefused() {
    assertThatThrownBy(() -> new StyleShares(0.5, 0.4, 0, 0, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("guess 0.5, glance 0.4")
        .hasMessageContaining("add up to 1");
    assertThatThrownBy(() -> new StyleShares(1.5, -0.5, 0, 0, 0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new StyleShares(Double.NaN, 0, 0, 0, 1))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new PhantomSpec(Path.of("."), 1, 0, 1, 56, 0.5, Optional.of(MIXED), 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("hurried: 0.5");
    assertThatThrownBy(() -> new PhantomSpec(Path.of("."), 1, 0, 1, 56, 0, Optional.empty(), 0.5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tagged: 0.5");
  }

  private static StyleShares only(ResponseStyle style) {
    double[] shares =
        Arrays.stream(ResponseStyle.values()).mapToDouble(each -> each == style ? 1 : 0).toArray();
    return new StyleShares(shares[0], shares[1], shares[2], shares[3], shares[4]);
  }

  private static List<PhantomQuestion> questions(StyleShares shares, double tagged) {
    PhantomSpec spec =
        new PhantomSpec(Path.of("."), MANY, 0, 9, 112, 0, Optional.of(shares), tagged);
    QuestionMaker maker = new QuestionMaker(spec, 0, MANY);
    return IntStream.range(0, MANY).mapToObj(maker::ask).toList();
  }

  private static double accuracy(List<PhantomQuestion> questions) {
    return questions.stream().filter(ResponseStyleTest::isRight).count()
        / (double) questions.size();
  }

  /** Whether the response concludes with the right letter, in tags or, carelessly, without. */
  private static boolean isRight(PhantomQuestion question) {
    String plain = question.response().replace("</answer>", "");
    return plain.endsWith(String.valueOf(question.answer()));
  }
}
