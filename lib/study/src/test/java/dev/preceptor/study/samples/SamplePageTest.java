package dev.preceptor.study.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.AnsweredQuestion;
import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplePageTest {

  private static AnswerSet set(String name, String marks) {
    return AnswerSet.of(
        name,
        "q",
        IntStream.range(0, marks.length())
            .mapToObj(
                i ->
                    new AnsweredQuestion(
                        i + 1, "B", "x".repeat(marks.length() - i), marks.charAt(i) == '+'))
            .toList());
  }

  @Test
  void whatAModelWritesIsEscaped() {
    String hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&";
    Question question =
        new Question(
            7, hostile, List.of(hostile, "b", "c", "d"), 'B', Path.of("x.png"), Optional.empty());
    AnsweredQuestion answer =
        new AnsweredQuestion(
            7, "B", "<think>" + hostile + "</think><answer>" + hostile + "</answer>", false);
    String page =
        SamplePage.html(
            hostile, List.of(hostile), List.of(new Sample(question, new byte[3], List.of(answer))));
    assertThat(page)
        .doesNotContain("<script", "<img src=x")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("default-src 'none'")
        .contains("<details><summary>Reasoning</summary><pre>&lt;script")
        .contains("<li class=\"right\">b (correct)</li>");
  }

  @Test
  void flipsAreQuestionsThatNotAllHaveRight() {
    List<AnswerSet> sets = List.of(set("a", "++--+-"), set("b", "+-++++"));
    assertThat(SampleRule.FLIPS.choose(sets, 10, 1)).containsExactly(2L, 3L, 4L, 6L);
    assertThat(SampleRule.FLIPS.choose(sets, 2, 1))
        .hasSize(2)
        .isEqualTo(SampleRule.FLIPS.choose(sets, 2, 1));
    assertThat(SampleRule.LONGEST.choose(sets, 2, 1)).containsExactly(1L, 2L);
    assertThat(SampleRule.RANDOM.choose(sets, 10, 1)).hasSize(6);
  }
}
