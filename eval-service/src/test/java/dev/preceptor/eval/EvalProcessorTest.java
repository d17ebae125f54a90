package dev.preceptor.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.run.evaluation.RecordedAnswers;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.benchmark.Answer;
import dev.preceptor.vqa.benchmark.AnswerScoring;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.grader.Graders;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.metric.Measure;
import dev.preceptor.vqa.metric.ResponseMetric;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvalProcessorTest {

  private static final int CHUNK_BYTES = 64;
  private static final int QUESTIONS = 11;

  /** Six batches, the last with one question. */
  private static final Benchmark BENCHMARK =
      new Benchmark(
          IntStream.range(0, QUESTIONS)
              .mapToObj(
                  i ->
                      new Question(
                          3 * i + 1,
                          "Which?",
                          List.of("lung", "liver", "spleen", "heart"),
                          "ABCD".charAt(i % 4),
                          Path.of("none.png"),
                          Optional.empty()))
              .toList(),
          2);

  private static final MemoryModel WEIGHTS =
      new MemoryModel(
          Map.of("config.json", new byte[] {1}),
          Map.of("w", new HostTensor(DType.F32, new long[] {50}, ByteBuffer.allocateDirect(200))));

  /** A metric whose value has all the bits of a double. */
  private static final ResponseMetric THIRDS =
      new ResponseMetric() {
        @Override
        public String name() {
          return "perplexity";
        }

        @Override
        public dev.preceptor.vqa.metric.Measure of(Graded response) {
          return response.response().contains("B")
              ? Measure.none("not measured")
              : Measure.of(response.response().length() / 3.0);
        }

        @Override
        public void close() {}
      };

  /** What is on record, for all services of a run, which may be killed when they ask. */
  private static final class Log {
    private final RecordedAnswers answers = new RecordedAnswers();
    private final List<EvaluationAnswer> written = new ArrayList<>();
    private final List<Evaluation> evaluations = new ArrayList<>();
    private final List<Integer> complete = new ArrayList<>();
    private final Map<Long, Integer> asked = new HashMap<>();
    private int untilKilled = Integer.MAX_VALUE;

    /** A service that was just started. */
    private EvalProcessor service(EvalPlan plan, int worker, int workers) {
      return new EvalProcessor(
          plan,
          new PolicyAssembler(1 << 20, 0),
          new EvalShare(worker, workers),
          new Asking(this),
          new Records(this),
          complete::add,
          () -> 99);
    }
  }

  private static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Answers A, B, C or D by the question's row, with texts of different lengths. */
  private record Asking(Log log) implements dev.preceptor.eval.Measure {

    @Override
    public Benchmark benchmark() {
      return BENCHMARK;
    }

    @Override
    public List<QuestionScore> answer(AssembledPolicy policy, List<Question> batch) {
      if (log.untilKilled-- == 0) {
        throw new KilledException();
      }
      batch.forEach(question -> log.asked.merge(question.row(), 1, Integer::sum));
      return Benchmark.run(
          batch,
          questions -> questions.stream().map(Asking::answer).toList(),
          new AnswerScoring(Graders.all(), List.of(THIRDS)));
    }

    private static Answer answer(Question question) {
      int row = (int) question.row();
      String text =
          "<think>%s</think><answer>%c</answer>"
              .formatted("so ".repeat(row), "ABBD".charAt(row % 4));
      return new Answer(text, 4 + row, row, row % 5 != 0);
    }
  }

  private record Records(Log log) implements AnswerLog {

    @Override
    public Map<Long, EvaluationAnswer> recorded(int version, String sha256) {
      return log.answers.of(version, sha256);
    }

    @Override
    public void write(List<EvaluationAnswer> batch) {
      batch.forEach(log.answers::enter);
      log.written.addAll(batch);
    }

    @Override
    public Optional<Map<Long, EvaluationAnswer>> awaitAll(
        int version, String sha256, int questions) {
      Map<Long, EvaluationAnswer> all = log.answers.of(version, sha256);
      return Optional.of(all).filter(answers -> answers.size() == questions);
    }

    @Override
    public void write(Evaluation evaluation) {
      log.evaluations.add(evaluation);
    }
  }

  private static List<Integer> publish(EvalProcessor service, int version) {
    List<Integer> finished = new ArrayList<>();
    PolicyChunks.split(version, PolicyHash.sha256(WEIGHTS), WEIGHTS, CHUNK_BYTES)
        .forEachRemaining(chunk -> service.accept(chunk).ifPresent(finished::add));
    return finished;
  }

  private static final EvalPlan ONE_VERSION = new EvalPlan(0, 0, Set.of());

  private static Evaluation undisturbed() {
    Log log = new Log();
    publish(log.service(ONE_VERSION, 0, 1), 0);
    return log.evaluations.get(0);
  }

  /** All figures but the time that it took. */
  private static Map<String, Double> figures(Evaluation evaluation) {
    Map<String, Double> figures = new HashMap<>(evaluation.getMetrics());
    assertThat(figures.remove("seconds")).isNotNegative();
    return figures;
  }

  @Test
  void onlyPlannedVersionsAreMeasuredEachOnce() {
    Log log = new Log();
    EvalProcessor service = log.service(new EvalPlan(2, 5, Set.of(2)), 0, 1);
    List<Integer> finished = new ArrayList<>();
    for (int version = 0; version <= 5; version++) {
      finished.addAll(publish(service, version));
    }
    assertThat(finished).containsExactly(0, 4, 5);
    assertThat(log.complete).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(log.evaluations).extracting(Evaluation::getPolicyVersion).containsExactly(0, 4, 5);
    Evaluation first = log.evaluations.get(0);
    assertThat(first.getMetrics())
        .containsEntry("n", 11.0)
        .containsKeys("accuracy", "graders/medvint/accuracy", "metrics/perplexity/mean");
    assertThat(first.getResults()).hasSize(QUESTIONS);
    assertThat(first.getResults().get(1).getAnswer()).isEqualTo("B");
    assertThat(first.getPolicySha256()).isEqualTo(PolicyHash.sha256(WEIGHTS));
    assertThat(first.getTimestampMillis()).isEqualTo(99);
  }

  @Test
  void aServiceThatIsKilledAgainAndAgainGoesOnBehindTheLastBatchOnRecord() {
    Log log = new Log();
    for (int kill = 0; kill < 10 && log.evaluations.isEmpty(); kill++) {
      log.untilKilled = kill % 2; // none or one batch is answered before the end
      assertThatThrownBy(() -> publish(log.service(ONE_VERSION, 0, 1), 0))
          .isInstanceOf(KilledException.class);
    }
    log.untilKilled = Integer.MAX_VALUE;
    publish(log.service(ONE_VERSION, 0, 1), 0);
    assertThat(log.asked.values()).hasSize(QUESTIONS).containsOnly(1);
    assertThat(log.written).hasSize(QUESTIONS);
    assertThat(log.evaluations).hasSize(1);
    assertThat(figures(log.evaluations.get(0))).isEqualTo(figures(undisturbed()));
    assertThat(log.evaluations.get(0).getResults()).isEqualTo(undisturbed().getResults());
  }

  @Test
  void threeWorkersShareTheBatchesAndTheEvaluationIsThatOfOne() {
    Log log = new Log();
    for (int worker : List.of(2, 1, 0)) {
      assertThat(publish(log.service(ONE_VERSION, worker, 3), 0)).containsExactly(0);
    }
    assertThat(log.asked.values()).hasSize(QUESTIONS).containsOnly(1);
    assertThat(log.written.stream().filter(answer -> answer.getWorker() == 2)).hasSize(3);
    assertThat(log.written.stream().filter(answer -> answer.getWorker() == 1)).hasSize(4);
    assertThat(figures(log.evaluations.get(0))).isEqualTo(figures(undisturbed()));
    assertThat(log.evaluations.get(0).getResults()).isEqualTo(undisturbed().getResults());
  }

  @Test
  void noEvaluationIsWrittenWithoutTheShareOfAWorkerThatDied() {
    Log log = new Log();
    log.untilKilled = 1;
    assertThatThrownBy(() -> publish(log.service(ONE_VERSION, 1, 2), 0))
        .isInstanceOf(KilledException.class);
    log.untilKilled = Integer.MAX_VALUE;
    assertThat(publish(log.service(ONE_VERSION, 0, 2), 0)).isEmpty();
    assertThat(log.evaluations).isEmpty();
    publish(log.service(ONE_VERSION, 1, 2), 0);
    publish(log.service(ONE_VERSION, 0, 2), 0);
    assertThat(log.asked.values()).containsOnly(1);
    assertThat(figures(log.evaluations.get(0))).isEqualTo(figures(undisturbed()));
  }

  @Test
  void answersOfOtherWeightsAreNoAnswers() {
    Log log = new Log();
    Log other = new Log();
    publish(other.service(ONE_VERSION, 0, 1), 0);
    for (EvaluationAnswer answer : other.written) {
      EvaluationAnswer forged = EvaluationAnswer.newBuilder(answer).build();
      forged.setPolicySha256("0".repeat(64));
      forged.setCorrect(true);
      log.answers.enter(forged);
    }
    publish(log.service(ONE_VERSION, 0, 1), 0);
    assertThat(log.asked.values()).hasSize(QUESTIONS).containsOnly(1);
    assertThat(figures(log.evaluations.get(0))).isEqualTo(figures(undisturbed()));
  }

  @Test
  void aWorkerThatTheRecipeDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> new EvalShare(3, 3))
        .isInstanceOf(InputException.class)
        .hasMessage("PRECEPTOR_EVAL_WORKER 3: the run's recipe has eval_workers 3; use 0 to 2");
  }
}
