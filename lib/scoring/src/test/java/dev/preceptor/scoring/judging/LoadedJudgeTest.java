package dev.preceptor.scoring.judging;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeReviewers;
import org.junit.jupiter.api.Test;

class LoadedJudgeTest {

  @Test
  void aRunDoesNotWaitForPeopleAndSaysWhoHearsThem() {
    assertThatThrownBy(() -> LoadedJudge.require(new JudgeReviewers(2)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a run cannot wait for 2 reviewers yet")
        .hasMessageContaining("preceptor rescore RUN --judge clinician");
  }
}
