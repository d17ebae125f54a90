package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.vqa.grader.Graders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/reference/grading.md} says what the rewards say. */
class GradingPageTest {

  private static final Path PAGE = Path.of("../../docs/reference/grading.md");
  private static final Pattern QUESTION =
      Pattern.compile("- \\*\\*(?<name>\\w+)\\*\\*: (?<choices>.*); (?<right>[A-D]) is right");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final int COLUMNS = 8;

  private static final Map<String, Graded> QUESTIONS = new HashMap<>();

  private record Row(
      String form, String question, int accuracy, int lenient, List<String> others, String test) {

    static Row of(String line) {
      String[] cells = line.substring(2, line.length() - 2).split(" \\| ");
      assertThat(cells).as(line).hasSize(COLUMNS);
      return new Row(
          code(cells[0]).replace('⏎', '\n'),
          cells[1],
          Integer.parseInt(cells[2]),
          Integer.parseInt(cells[3]),
          List.of(cells[4], cells[5], cells[6]),
          code(cells[7]));
    }

    private static String code(String cell) {
      return cell.substring(1, cell.length() - 1);
    }

    Graded graded() {
      Graded question = QUESTIONS.get(this.question);
      String response = "<think>so</think><answer>" + form + "</answer>";
      return new Graded(response, question.choices(), question.answer());
    }
  }

  @BeforeAll
  static void readQuestions() throws IOException {
    for (String line : Files.readAllLines(PAGE)) {
      Matcher question = QUESTION.matcher(line);
      if (question.matches()) {
        List<String> choices =
            CODE.matcher(question.group("choices"))
                .results()
                .map(choice -> choice.group(1))
                .toList();
        QUESTIONS.put(
            question.group("name"), new Graded("", choices, question.group("right").charAt(0)));
      }
    }
  }

  static Stream<Row> rows() throws IOException {
    return Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).map(Row::of);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyFormHasTheVerdictOfThePage(Row row) {
    assertThat(new AccuracyReward().grade(row.graded()).value()).isEqualTo(row.accuracy());
    assertThat(CorrectAnswer.of(row.graded()).correct()).isEqualTo(row.lenient() == 1);
  }

  /** The page has what their own code says, by tools/grading/other_graders.py. */
  @ParameterizedTest
  @MethodSource("rows")
  void theOtherGradersSayWhatTheirProjectsSay(Row row) {
    List<String> verdicts =
        Graders.named("", List.of("visualthinker", "medvint", "medevalkit")).stream()
            .map(grader -> grader.isCorrect(row.graded()) ? "1" : "0")
            .toList();
    assertThat(verdicts).isEqualTo(row.others());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowNamesATestThatIsThere(Row row) throws Exception {
    String[] test = row.test().split("\\.");
    Class<?> type = Class.forName(getClass().getPackageName() + "." + test[0]);
    assertThat(Arrays.stream(type.getDeclaredMethods()).map(method -> method.getName()))
        .contains(test[1]);
  }

  @Test
  void noFormIsListedTwice() throws IOException {
    Set<String> seen = new HashSet<>();
    assertThat(rows().map(row -> row.question() + ": " + row.form()))
        .hasSizeGreaterThan(100)
        .allMatch(seen::add);
  }
}
