package dev.preceptor.schemas;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One filled record of each type. */
final class Records {
  private Records() {}

  static List<SpecificRecord> all() {
    return List.of(
        definition(),
        prompt(),
        rollout(),
        judgement(),
        cachedVerdict(),
        scoredGroup(),
        policyChunk(),
        trainingStep(),
        evaluation(),
        answer(),
        review());
  }

  static Review review() {
    return Review.newBuilder()
        .setRun("quickstart")
        .setId("0123456789abcdef")
        .setKind(ReviewedKind.response)
        .setStep(12)
        .setSlot(3)
        .setResponse(1)
        .setCriterion("reasoning")
        .setVerdict(ReviewVerdict.unsure)
        .setComment("The border is not on this slice – größer?")
        .setReviewer("Dr. Ada Example")
        .setTextSha256("ab".repeat(32))
        .setBlinded(true)
        .setRule("random")
        .setSeed(7L)
        .setReviewedMillis(1_700_000_000_000L)
        .build();
  }

  static Definition definition() {
    return new Definition(
        "quickstart",
        "seed: 42\n",
        "aa",
        "bb",
        "cc",
        "0.1.0",
        1_700_000_000_000L,
        "dd",
        Map.of("model_files", "dd"),
        1L);
  }

  static Prompt prompt() {
    return Prompt.newBuilder()
        .setStep(12)
        .setSlot(3)
        .setUnit(1)
        .setUnitSize(2)
        .setRow(77)
        .setQuestion("Which organ is \"bright\"?")
        .setChoices(List.of("Liver", "Spleen", "Left kidney", "Größe\u00a0"))
        .setAnswer("B")
        .setText("<|im_start|>user\n…")
        .setImage(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .setImageSha256("dd")
        .setSeed(-5L)
        .setPolicyVersion(11)
        .build();
  }

  static Response response() {
    return new Response(
        List.of(1, 151_645), List.of(-0.25f, -3.5f), "<answer>B</answer>", Finish.stop);
  }

  static Rollout rollout() {
    return new Rollout(
        12,
        3,
        11,
        "Which?",
        List.of("a", "b", "c", "d"),
        "B",
        List.of(response()),
        null,
        "w1",
        40L,
        List.of(17));
  }

  static Judgement judgement() {
    return new Judgement(
        12,
        3,
        "semantic",
        "ee",
        List.of(
            new Verdict(VerdictKind.yes, -0.1f, -2.5f, ""),
            new Verdict(VerdictKind.unscorable, null, null, "timed out")),
        250L,
        1,
        2);
  }

  static CachedVerdict cachedVerdict() {
    return new CachedVerdict("semantic", "ee", true, -0.1f, null);
  }

  static ScoredGroup scoredGroup() {
    return new ScoredGroup(
        12,
        3,
        11,
        null,
        List.of(
            new ScoredResponse(
                response(),
                List.of(
                    new Reward("accuracy", 1.0, 1.0, "B", "letter"),
                    new Reward("x", 0.5, null, "late", "x")),
                1.0,
                0.7)),
        40L,
        "w1",
        List.of(new JudgeStatus("x", true, 0, 0L), new JudgeStatus("y", false, 1, 250L)),
        1_700_000_060_000L);
  }

  static PolicyChunk policyChunk() {
    return new PolicyChunk(
        12,
        0,
        1,
        "ff",
        Map.of("config.json", ByteBuffer.wrap(new byte[] {'{', '}'})),
        List.of(
            new TensorPiece(
                "lm_head.weight",
                TensorDtype.BF16,
                List.of(1L, 2L),
                0L,
                ByteBuffer.wrap(new byte[] {1, 2, 3, 4}))),
        11,
        List.of(
            new TensorDelta(
                "lm_head.weight", 0L, 4, DeltaCoding.SPARSE, 3, ByteBuffer.wrap(new byte[] {1}))));
  }

  static TrainingStep trainingStep() {
    return new TrainingStep(
        12,
        12,
        "ff",
        List.of(new GroupOutcome(3, Outcome.trained, "")),
        Map.of("loss", 0.5, "kl", Double.NaN),
        1L,
        List.of(new GroupSource(3, 1, 17L)));
  }

  static Evaluation evaluation() {
    return new Evaluation(
        12,
        Map.of("accuracy", 0.5),
        List.of(new QuestionResult(7L, "B", "<answer>B</answer>", true, "the letter B")),
        1L,
        "ab".repeat(32),
        false);
  }

  static EvaluationAnswer answer() {
    return EvaluationAnswer.newBuilder()
        .setPolicyVersion(12)
        .setPolicySha256("ab".repeat(32))
        .setRow(7L)
        .setQuestions(200)
        .setBatch(3)
        .setWorker(1)
        .setAnswer("B")
        .setResponse("<answer>B</answer>")
        .setTokens(5)
        .setThinkingTokens(0)
        .setStopped(true)
        .setCorrect(true)
        .setWhy("the letter B")
        .setFormatted(false)
        .setGraders(Map.of("medvint", true))
        .setMeasures(
            Map.of(
                "perplexity", new AnswerMeasure(null, "no thinking text", false),
                "similarity", new AnswerMeasure(0.25, "", true)))
        .setSeconds(0.5)
        .setTimestampMillis(1L)
        .build();
  }
}
