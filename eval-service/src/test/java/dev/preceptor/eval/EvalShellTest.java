package dev.preceptor.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import dev.preceptor.testkit.TinyModel;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@QuarkusTest
@QuarkusTestResource(EvalShellTest.Run.class)
class EvalShellTest {

  /** A run of two steps whose version 0 was measured by an earlier process. */
  public static final class Run extends RunResource {
    @Override
    protected String recipe(Path runFolder) {
      Path data = runFolder.resolve("data");
      Phantom.draw(new PhantomSpec(data, 8, 8, 1, 56));
      return """
          model: tiny
          train_csv: %1$s/train.csv
          test_csv: %1$s/test.csv
          images: %1$s/images
          max_steps: 2
          max_completion_length: 2
          eval_steps: 0
          eval_limit: 3
          eval_batch_size: 2
          threads: 1
          """
          .formatted(data);
    }

    @Override
    protected void prepare(TestRun run) {
      Evaluation earlier =
          Evaluation.newBuilder()
              .setPolicyVersion(0)
              .setMetrics(Map.of("accuracy", 0.25))
              .setResults(List.of())
              .setTimestampMillis(1)
              .build();
      run.send(run.topics().evaluations(), "0", Evaluation.class, earlier);
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @TempDir Path folder;

  @Test
  void aRestartMeasuresWhatIsMissingAndNothingTwice() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN);
        Checkpoint model = Checkpoint.open(TinyModel.writeTo(folder.resolve("tiny")))) {
      run.publish(0, model);
      run.publish(1, model);
      run.publish(2, model);

      List<Evaluation> evaluations = run.await(run.topics().evaluations(), Evaluation.class, 2);

      assertThat(evaluations).extracting(Evaluation::getPolicyVersion).containsExactly(0, 2);
      assertThat(evaluations.get(1).getMetrics())
          .containsEntry("n", 3.0)
          .containsKeys("accuracy", "format", "constant_letter_accuracy");
      assertThat(evaluations.get(1).getResults()).hasSize(3);
    }
  }
}
