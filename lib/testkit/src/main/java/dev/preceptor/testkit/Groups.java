package dev.preceptor.testkit;

import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.Arrays;
import java.util.List;

/** Rollouts and judgements for tests. */
public final class Groups {

  public static final Verdict YES = verdict(VerdictKind.yes, "");
  public static final Verdict NO = verdict(VerdictKind.no, "");
  public static final Verdict UNSCORABLE = verdict(VerdictKind.unscorable, "no thinking text");

  private Groups() {}

  /** A verdict. */
  public static Verdict verdict(VerdictKind kind, String why) {
    return Verdict.newBuilder().setKind(kind).setWhy(why).build();
  }

  /** A group whose right answer is B. */
  public static Rollout rollout(int step, int slot, String... texts) {
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

  /** A rollout that failed for a reason. */
  public static Rollout failedRollout(int step, int slot, String why) {
    return Rollout.newBuilder(rollout(step, slot)).setFailure(why).build();
  }

  /** A judge's judgement of a group. */
  public static Judgement judgement(String judge, int step, int slot, Verdict... verdicts) {
    return Judgement.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setJudge(judge)
        .setJudgeHash("0")
        .setVerdicts(List.of(verdicts))
        .setLatencyMillis(5)
        .build();
  }
}
