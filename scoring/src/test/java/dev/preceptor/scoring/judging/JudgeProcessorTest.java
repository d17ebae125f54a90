package dev.preceptor.scoring.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.vqa.judge.ScoredContinuations;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeProcessorTest {

  private long now;

  /** A judge that believes whatever speaks of the lung. */
  private JudgeProcessor processor(String completionPrefix) {
    SemanticJudge judge =
        new SemanticJudge(
            (prompt, continuations) ->
                new ScoredContinuations(
                    new int[] {1},
                    prompt.contains("lung") ? new double[] {-1, -2} : new double[] {-2, -1}));
    return new JudgeProcessor("lungs", "hash", completionPrefix, judge, () -> now += 40);
  }

  private static Rollout rollout(String... texts) {
    return Rollout.newBuilder()
        .setStep(7)
        .setSlot(2)
        .setPolicyVersion(6)
        .setQuestion("Which?")
        .setChoices(List.of("a", "b", "c", "d"))
        .setAnswer("A")
        .setResponses(
            Arrays.stream(texts)
                .map(text -> new Response(List.of(1), List.of(-0.5f), text, Finish.stop))
                .toList())
        .setWorker("w")
        .setSampleMillis(0)
        .build();
  }

  @Test
  void everyResponseGetsItsVerdictInPlace() {
    Judgement judgement =
        processor("")
            .judge(
                rollout(
                    "<think>The lung is clear.</think><answer>A</answer>",
                    "<answer>A</answer>",
                    "<think>The moon is clear.</think><answer>A</answer>"))
            .orElseThrow();
    assertThat(judgement.getVerdicts())
        .extracting(Verdict::getKind)
        .containsExactly(VerdictKind.yes, VerdictKind.no, VerdictKind.no);
    assertThat(judgement.getVerdicts().get(0).getYesLogprob()).isEqualTo(-1f);
    assertThat(judgement.getVerdicts().get(1).getYesLogprob()).isNull();
    assertThat(judgement.getVerdicts().get(1).getWhy()).startsWith("no thinking text");
    assertThat(judgement.getJudge()).isEqualTo("lungs");
    assertThat(judgement.getStep()).isEqualTo(7);
    assertThat(judgement.getSlot()).isEqualTo(2);
    assertThat(judgement.getLatencyMillis()).isEqualTo(40);
  }

  @Test
  void thinkingThatBeganInThePromptIsJudged() {
    Judgement judgement =
        processor("<think>").judge(rollout("The lung.</think><answer>A</answer>")).orElseThrow();
    assertThat(judgement.getVerdicts().get(0).getKind()).isEqualTo(VerdictKind.yes);
  }

  @Test
  void aGroupThatCouldNotBeSampledIsNotJudged() {
    Rollout failed = Rollout.newBuilder(rollout()).setFailure("no picture").build();
    assertThat(processor("").judge(failed)).isEmpty();
  }
}
