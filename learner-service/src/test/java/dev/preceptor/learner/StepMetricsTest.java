package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepMetricsTest {

  private static ScoredGroup group(Double semantic, JudgeStatus... statuses) {
    Response response = new Response(List.of(1, 2), List.of(-1f, -1f), "B", Finish.stop);
    List<Reward> rewards =
        List.of(
            new Reward("accuracy", 1.0, 1.0, "", ""),
            new Reward("semantic", 1.0, semantic, "", ""));
    return ScoredGroup.newBuilder()
        .setStep(3)
        .setSlot(0)
        .setPolicyVersion(2)
        .setResponses(
            List.of(
                new ScoredResponse(response, rewards, 1.0, 0.0),
                new ScoredResponse(response, rewards, 1.0, 0.0)))
        .setSampleMillis(5)
        .setWorker("w")
        .setHearings(List.of(statuses))
        .build();
  }

  private static JudgeStatus inTime(String judge, int unscorable, long millis) {
    return new JudgeStatus(judge, false, unscorable, millis);
  }

  private static JudgeStatus late(String judge) {
    return new JudgeStatus(judge, true, 0, 0L);
  }

  @Test
  void whatCouldNotBeScoredIsCountedWithTheJudgeThatIsToBlame() {
    ScoredGroup failed = group(null, late("gpt"), inTime("biogpt", 2, 700));
    failed.setFailure("judge gpt was not in time");
    failed.setResponses(List.of());
    Map<String, Double> metrics =
        StepMetrics.of(
            3,
            List.of(
                group(0.5, inTime("gpt", 0, 100), inTime("biogpt", 0, 400)),
                group(null, late("gpt"), inTime("biogpt", 1, 400)),
                group(null, inTime("gpt", 1, 300), inTime("biogpt", 0, 500)),
                group(1.0, inTime("gpt", 0, 200), inTime("biogpt", 0, 500)),
                failed));
    assertThat(metrics)
        .containsEntry("rewards/semantic/unscorable_ratio", 0.5)
        .containsEntry("rewards/semantic/mean", 0.75)
        .containsEntry("rewards/accuracy/unscorable_ratio", 0.0)
        .containsEntry("judges/gpt/late", 2.0)
        .containsEntry("judges/gpt/unscorable", 1.0)
        .containsEntry("judges/gpt/latency", 0.2)
        .containsEntry("judges/biogpt/late", 0.0)
        .containsEntry("judges/biogpt/unscorable", 3.0)
        .containsEntry("judges/biogpt/latency", 0.5);
  }

  @Test
  void aCriterionThatIsAlwaysLeftOutHasNoMean() {
    Map<String, Double> metrics = StepMetrics.of(3, List.of(group(null, late("gpt"))));
    assertThat(metrics)
        .containsEntry("rewards/semantic/unscorable_ratio", 1.0)
        .doesNotContainKeys("rewards/semantic/mean", "judges/gpt/latency");
  }
}
