package dev.preceptor.vqa.grading;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatRewardTest {

  private static final Pattern REFERENCE =
      Pattern.compile("<think>.*?</think>\\s*<answer>.*?</answer>", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>a</think><answer>B</answer>",
        "<think></think><answer></answer>",
        "<think>one\ntwo\n\n</think>\n\n<answer>\nB\n</answer>",
        "<think>a < b </think> \t\r\n<answer> Barbed suture. </answer>",
        "<think>a</think> and </think><answer>B</answer>",
      })
  void thinkingFollowedByAnAnswerIsTheFormat(String response) {
    assertThat(format(response).value()).isEqualTo(1.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "B",
        "<answer>B</answer>",
        "<think>a</think>",
        "<think>a</think><answer>B",
        "<think>a<answer>B</answer>",
        "<think>a</think>so<answer>B</answer>",
        " <think>a</think><answer>B</answer>",
        "<think>a</think><answer>B</answer>\n",
        "<think>a</think><answer>B</answer>**",
        "<answer>B</answer><think>a</think>",
        "<THINK>a</THINK><answer>B</answer>",
        "<think><answer>B</answer></think>",
        "<think>a</think><answer></think></answer",
      })
  void anythingElseIsNot(String response) {
    Grade grade = format(response);
    assertThat(grade.value()).isEqualTo(0.0);
    assertThat(grade.why()).isNotBlank();
  }

  @Property(tries = 5_000)
  void agreesWithTheRegularExpression(@ForAll("tagSoup") String response) {
    assertThat(format(response).value())
        .isEqualTo(REFERENCE.matcher(response).matches() ? 1.0 : 0.0);
  }

  @Test
  @Timeout(value = 30, unit = SECONDS)
  void aHostileTextIsReadInOnePass() {
    String hostile = "<think>" + "</think> ".repeat(500_000) + "<answer>".repeat(500_000);
    assertThat(format(hostile).value()).isEqualTo(0.0);
    assertThat(format(hostile + "</answer>").value()).isEqualTo(1.0);
  }

  @Provide
  Arbitrary<String> tagSoup() {
    return Arbitraries.of("<think>", "</think>", "<answer>", "</answer>", "B", "\n", " ", "<")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts))
        .flatMap(soup -> Arbitraries.of(soup, "<think>" + soup, "<think>" + soup + "</answer>"));
  }

  private static Grade format(String response) {
    return new FormatReward().grade(new Graded(response, List.of("a", "b", "c", "d"), 'B'));
  }
}
