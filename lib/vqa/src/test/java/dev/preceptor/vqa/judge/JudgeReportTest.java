package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.LabelledStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeReportTest {

  /** Says yes to statements that mention a lesion, and fails on long ones. */
  private static ScoredContinuations score(String prompt, List<String> answers) {
    if (prompt.contains("long")) {
      throw new InputException("too long");
    }
    double yes = prompt.contains("lesion") ? -0.1 : -3;
    return new ScoredContinuations(new int[0], new double[] {yes, -1});
  }

  @Test
  void aStatementThatCannotBeJudgedCountsAsWrong() {
    List<Integer> done = new ArrayList<>();
    JudgeReport report =
        JudgeReport.of(
            new SemanticJudge(JudgeReportTest::score),
            List.of(
                new LabelledStatement(1, "a lesion", true, "coherent"),
                new LabelledStatement(2, "nothing", true, "coherent"),
                new LabelledStatement(3, "a lesion", false, "cut"),
                new LabelledStatement(4, "nothing", false, "empty"),
                new LabelledStatement(5, "too long", false, "empty")),
            done::add);
    assertThat(report)
        .isEqualTo(
            new JudgeReport(
                5,
                0.4,
                1,
                Map.of(
                    "coherent", new JudgeReport.Kind(2, 0.5),
                    "cut", new JudgeReport.Kind(1, 0),
                    "empty", new JudgeReport.Kind(2, 0.5))));
    assertThat(done).containsExactly(1, 2, 3, 4, 5);
  }
}
