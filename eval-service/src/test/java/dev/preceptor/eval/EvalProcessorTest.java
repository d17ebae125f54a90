package dev.preceptor.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.vqa.benchmark.Answer;
import dev.preceptor.vqa.benchmark.BenchmarkReport;
import dev.preceptor.vqa.benchmark.QuestionScore;
import dev.preceptor.vqa.grading.Grade;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvalProcessorTest {

  private static final int CHUNK_BYTES = 64;

  private final List<Integer> measured = new ArrayList<>();
  private final List<Integer> complete = new ArrayList<>();
  private final List<Evaluation> evaluations = new ArrayList<>();
  private final EvalProcessor processor =
      new EvalProcessor(
          new EvalPlan(2, 5, Set.of(2)),
          new PolicyAssembler(1 << 20, 0),
          policy -> {
            measured.add(policy.version());
            return new BenchmarkReport(
                Map.of("accuracy", 0.5),
                List.of(
                    new QuestionScore(
                        3,
                        'C',
                        new Answer("<answer>C</answer>", 4, 0, true),
                        new Grade(1, "letter C"),
                        false,
                        Map.of(),
                        Map.of(),
                        0)));
          },
          complete::add,
          () -> 99);

  private void publish(int version) {
    MemoryModel weights =
        new MemoryModel(
            Map.of("config.json", new byte[] {1}),
            Map.of(
                "w", new HostTensor(DType.F32, new long[] {50}, ByteBuffer.allocateDirect(200))));
    PolicyChunks.split(version, PolicyHash.sha256(weights), weights, CHUNK_BYTES)
        .forEachRemaining(chunk -> processor.accept(chunk).ifPresent(evaluations::add));
  }

  @Test
  void onlyPlannedVersionsAreMeasuredEachOnce() {
    for (int version = 0; version <= 5; version++) {
      publish(version);
    }
    assertThat(measured).containsExactly(0, 4, 5);
    assertThat(complete).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(evaluations).extracting(Evaluation::getPolicyVersion).containsExactly(0, 4, 5);
    assertThat(evaluations.get(0).getMetrics()).containsEntry("accuracy", 0.5);
    assertThat(evaluations.get(0).getResults().get(0).getAnswer()).isEqualTo("C");
    assertThat(evaluations.get(0).getTimestampMillis()).isEqualTo(99);
  }
}
