package dev.preceptor.eval;

import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.run.evaluation.AnswerRecords;
import dev.preceptor.run.evaluation.EvaluationRecords;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.QuestionScore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Puts the planned versions of the policy together, passes over the others, and answers this
 * service's share of the questions, batch by batch. A batch that is on record is not asked again.
 * The evaluation is made of what is on record, whoever wrote it and when.
 */
public final class EvalProcessor {

  private final EvalPlan plan;
  private final PolicyAssembler assembler;
  private final EvalShare share;
  private final Measure measure;
  private final AnswerLog log;
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
      EvalShare share,
      Measure measure,
      AnswerLog log,
      IntConsumer complete,
      LongSupplier wallMillis) {
    this.plan = plan;
    this.assembler = assembler;
    this.share = share;
    this.measure = measure;
    this.log = log;
    this.complete = complete;
    this.wallMillis = wallMillis;
  }

  /**
   * Receives a slice of weights, and answers questions with the version that it completes if that
   * is planned.
   *
   * @return the version of which this service has done all that it is to do
   */
  public Optional<Integer> accept(PolicyChunk chunk) {
    Optional<Integer> version = assembler.accept(chunk);
    version.ifPresent(complete::accept);
    return version.filter(plan::wants).filter(wanted -> evaluate(assembler.at(wanted)));
  }

  /** Whether all is done; not if this service is being stopped. */
  private boolean evaluate(AssembledPolicy policy) {
    for (int batch = 0; batch < measure.benchmark().batches(); batch++) {
      if (share.has(batch)) {
        answer(policy, batch);
      }
    }
    return !share.reports() || report(policy);
  }

  private void answer(AssembledPolicy policy, int batch) {
    Benchmark benchmark = measure.benchmark();
    List<Question> questions = benchmark.batch(batch);
    Map<Long, EvaluationAnswer> recorded = log.recorded(policy.version(), policy.sha256());
    if (questions.stream().allMatch(question -> recorded.containsKey(question.row()))) {
      return;
    }
    AnswerRecords.Origin origin =
        new AnswerRecords.Origin(
            policy.version(), policy.sha256(), benchmark.questions().size(), batch, share.worker());
    log.write(
        measure.answer(policy, questions).stream()
            .filter(score -> !recorded.containsKey(score.row()))
            .map(score -> AnswerRecords.of(origin, score, wallMillis.getAsLong()))
            .toList());
  }

  private boolean report(AssembledPolicy policy) {
    List<Question> questions = measure.benchmark().questions();
    Optional<Map<Long, EvaluationAnswer>> answers =
        log.awaitAll(policy.version(), policy.sha256(), questions.size());
    answers.ifPresent(all -> log.write(evaluation(policy, questions, all)));
    return answers.isPresent();
  }

  private Evaluation evaluation(
      AssembledPolicy policy, List<Question> questions, Map<Long, EvaluationAnswer> answers) {
    List<QuestionScore> scores =
        questions.stream()
            .map(question -> AnswerRecords.score(answers.get(question.row()), question.answer()))
            .toList();
    return EvaluationRecords.of(policy.version(), policy.sha256(), scores, wallMillis.getAsLong());
  }
}
