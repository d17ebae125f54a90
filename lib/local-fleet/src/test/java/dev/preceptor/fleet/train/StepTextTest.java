package dev.preceptor.fleet.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.TestRecipes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepTextTest {

  @Test
  void aStepShowsItsResultsSpeedAndTimeBreakdown() {
    var metrics =
        Map.of(
            "reward", 0.8125,
            "rewards/accuracy/mean", 0.5,
            "kl", 0.00123,
            "completions/mean_length", 12.0,
            "step_time", 4.0,
            "time/sampling", 2.4,
            "time/learning", 1.0);
    var text =
        StepText.of(
            step(metrics),
            TestRecipes.drawn("max_steps: 100"),
            Optional.of(0.415),
            Optional.of(Duration.ofSeconds(187)));
    assertThat(text.outcome())
        .isEqualTo("step 12/100  reward 0.813  correct 50 %  test 41.5 %  KL 0.0012  length 12");
    assertThat(text.pace()).isEqualTo("24 tokens/s  sampling 60 % learning 25 %  3:07 left");
  }

  @Test
  void missingMetricsAreLeftOut() {
    var recipe = TestRecipes.drawn("max_steps: 100");
    assertThat(StepText.of(step(Map.of()), recipe, Optional.empty(), Optional.empty()))
        .isEqualTo(new StepText("step 12/100", ""));
  }

  @Test
  void judgesWithMissingVerdictsAreShown() {
    var recipe =
        RecipeReader.parse(
            "test",
            """
            model: m
            phantom: {}
            max_steps: 100
            rewards: [{name: format}, {name: s, judges: [biogpt, gpt]}]
            judges: [{name: biogpt, model: m}, {name: gpt, model: m}]
            """,
            Job.TRAIN);
    var metrics =
        Map.of(
            "judges/gpt/late", 3.0,
            "judges/gpt/unscorable", 0.0,
            "judges/biogpt/late", 0.0,
            "judges/biogpt/unscorable", 2.0);
    assertThat(StepText.of(step(metrics), recipe, Optional.empty(), Optional.empty()).outcome())
        .isEqualTo("step 12/100  biogpt: 2 verdicts unscorable  gpt: 3 groups late");
  }

  @Test
  void theTimeLeftFollowsTheRecentSteps() {
    var pace = new Pace();
    assertThat(pace.left(5)).isEmpty();
    pace.stepped(0);
    for (int step = 1; step <= 20; step++) {
      pace.stepped(100_000 + 2_000L * step);
    }
    assertThat(pace.left(5)).contains(Duration.ofSeconds(10));
  }

  private static TrainingStep step(Map<String, Double> metrics) {
    return TrainingStep.newBuilder()
        .setStep(12)
        .setPolicyVersion(12)
        .setPolicySha256("sha")
        .setGroups(List.of())
        .setMetrics(metrics)
        .setTimestampMillis(0)
        .build();
  }
}
