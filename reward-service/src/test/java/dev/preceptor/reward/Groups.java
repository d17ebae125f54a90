package dev.preceptor.reward;

import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rollouts, judgements and scorings for tests. */
final class Groups {

  static final Verdict YES = verdict(VerdictKind.yes, "");
  static final Verdict NO = verdict(VerdictKind.no, "");
  static final Verdict UNSCORABLE = verdict(VerdictKind.unscorable, "no thinking text");

  private Groups() {}

  static Verdict verdict(VerdictKind kind, String why) {
    return Verdict.newBuilder().setKind(kind).setWhy(why).build();
  }

  /** A group whose right answer is B. */
  static Rollout rollout(int step, int slot, String... texts) {
    return Rollout.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setPolicyVersion(step - 1)
        .setQuestion("Which side?")
        .setChoices(List.of("left", "right", "both", "none"))
        .setAnswer("B")
        .setResponses(
            Arrays.stream(texts)
                .map(text -> new Response(List.of(1), List.of(-0.5f), text, Finish.stop))
                .toList())
        .setWorker("worker-1")
        .setSampleMillis(100)
        .setThinkingTokens(Arrays.stream(texts).map(text -> text.split(" ").length).toList())
        .build();
  }

  static Rollout failedRollout(int step, int slot, String why) {
    return Rollout.newBuilder(rollout(step, slot)).setFailure(why).build();
  }

  static Judgement judgement(String judge, int step, int slot, Verdict... verdicts) {
    return Judgement.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setJudge(judge)
        .setJudgeHash("0")
        .setVerdicts(List.of(verdicts))
        .setLatencyMillis(5)
        .build();
  }

  static Criterion graded(String name, double weight) {
    return new Criterion(name, weight, Optional.of(RewardFunctions.byName(name)));
  }

  static Criterion judged(String name, double weight) {
    return new Criterion(name, weight, Optional.empty());
  }

  /** Advantages that are easy to read: the distance from the mean. */
  static double[] lessMean(double[] rewards) {
    double mean = Arrays.stream(rewards).average().orElseThrow();
    return Arrays.stream(rewards).map(reward -> reward - mean).toArray();
  }

  static GroupScoring scoring(int responses, Criterion... criteria) {
    return new GroupScoring(List.of(criteria), Groups::lessMean, responses, "", false);
  }
}
