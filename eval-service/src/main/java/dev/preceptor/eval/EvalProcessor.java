package dev.preceptor.eval;

import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.QuestionResult;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.QuestionScore;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** Puts the planned versions of the policy together, passes over the others, and measures. */
public final class EvalProcessor {

  private final EvalPlan plan;
  private final PolicyAssembler assembler;
  private final Measure measure;
  private final IntConsumer complete;
  private final LongSupplier wallMillis;

  /**
   * A processor.
   *
   * @param complete takes each version once it is here, planned or not
   * @param wallMillis a clock for time stamps, milliseconds since 1970
   */
  public EvalProcessor(
      EvalPlan plan,
      PolicyAssembler assembler,
      Measure measure,
      IntConsumer complete,
      LongSupplier wallMillis) {
    this.plan = plan;
    this.assembler = assembler;
    this.measure = measure;
    this.complete = complete;
    this.wallMillis = wallMillis;
  }

  /** Receives a slice of weights, and measures the version that it completes if that is planned. */
  public Optional<Evaluation> accept(PolicyChunk chunk) {
    Optional<Integer> version = assembler.accept(chunk);
    version.ifPresent(complete::accept);
    return version.filter(plan::wants).map(wanted -> evaluate(assembler.at(wanted)));
  }

  private Evaluation evaluate(AssembledPolicy policy) {
    BenchmarkReport report = measure.of(policy);
    return Evaluation.newBuilder()
        .setPolicyVersion(policy.version())
        .setMetrics(report.metrics())
        .setResults(report.results().stream().map(EvalProcessor::result).toList())
        .setTimestampMillis(wallMillis.getAsLong())
        .setPolicySha256(policy.sha256())
        .build();
  }

  private static QuestionResult result(QuestionScore score) {
    return new QuestionResult(
        score.row(),
        String.valueOf(score.answer()),
        score.response(),
        score.correct(),
        score.why());
  }
}
