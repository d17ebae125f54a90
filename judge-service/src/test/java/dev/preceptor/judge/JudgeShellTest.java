package dev.preceptor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import dev.preceptor.testkit.TinyModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
@QuarkusTest
@QuarkusTestResource(value = JudgeShellTest.Run.class, restrictToAnnotatedClass = true)
class JudgeShellTest {

  /** A run with one judge. */
  public static final class Run extends RunResource {
    @Override
    protected String recipe(Path runFolder) {
      return """
          model: tiny
          phantom: {train: 8, test: 8}
          rewards: [{name: format, weight: 1}, {name: semantic, weight: 1}]
          judges: [{name: semantic, model: %s}]
          threads: 1
          """
          .formatted(TinyModel.writeTo(runFolder.resolve("judge")));
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Test
  void aJudgeSpeaksOfEveryResponseAndPassesOverGarbage() {
    Rollout rollout =
        Rollout.newBuilder()
            .setStep(1)
            .setSlot(0)
            .setPolicyVersion(0)
            .setQuestion("Which?")
            .setChoices(List.of("a", "b", "c", "d"))
            .setAnswer("A")
            .setResponses(
                List.of(
                    response("<think>The lung is clear.</think><answer>A</answer>"), response("A")))
            .setWorker("w")
            .setSampleMillis(0)
            .build();
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      String rollouts = run.topics().rollouts();
      run.sendBytes(rollouts, "1-0", "garbage".getBytes(StandardCharsets.UTF_8));
      run.sendBytes(rollouts, "1-0", new byte[Topics.MAX_RECORD_BYTES + (1 << 20)]);
      run.send(rollouts, "1-1", Rollout.class, rollout);
      run.sendBytes(rollouts, null, null);
      run.send(rollouts, "1-0", Rollout.class, rollout);

      Judgement judgement = run.await(run.topics().judgements(), Judgement.class, 1).get(0);

      assertThat(judgement.getJudge()).isEqualTo("semantic");
      assertThat(judgement.getJudgeHash()).hasSize(64);
      assertThat(judgement.getVerdicts())
          .extracting(Verdict::getKind)
          .satisfiesExactly(
              kind -> assertThat(kind).isIn(VerdictKind.yes, VerdictKind.no),
              kind -> assertThat(kind).isEqualTo(VerdictKind.no));
      assertThat(judgement.getVerdicts().get(0).getYesLogprob()).isNegative();
      assertThat(run.await(run.topics().deadLetters(), 4)).hasSize(4);
      assertThat(run.read(run.topics().judgements())).hasSize(1);
    }
  }

  private static Response response(String text) {
    return new Response(List.of(1), List.of(-0.5f), text, Finish.stop);
  }
}
