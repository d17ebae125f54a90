package dev.preceptor.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.kit.UnitLayout;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import dev.preceptor.testkit.TinyModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(RolloutShellTest.Run.class)
class RolloutShellTest {

  private static final UnitLayout LAYOUT = new UnitLayout(4, 2);

  /** A run of two units of two prompts, whose log holds nothing yet. */
  public static final class Run extends RunResource {
    @Override
    protected String recipe(Path runFolder) {
      return """
          model: tiny
          phantom: {train: 8, test: 8}
          prompts_per_step: 4
          sampling_unit: 2
          num_generations: 2
          max_completion_length: 4
          max_prompt_length: 200
          threads: 1
          """;
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @TempDir Path folder;

  private static void issue(TestRun run, Prompt prompt, int partition) {
    run.sendBytes(
        run.topics().prompts(),
        partition,
        prompt.getStep() + "-" + prompt.getSlot(),
        RecordCodec.of(Prompt.class).encode(prompt));
  }

  @Test
  void aPoisonRecordCostsItsOwnGroupAndNoOther() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN);
        Checkpoint model = Checkpoint.open(TinyModel.writeTo(folder.resolve("tiny")))) {
      byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
      Prompt picture = Prompts.withImage(Prompts.prompt(LAYOUT, 1, 3, 0), Prompts.png());
      picture.setText("<|vision_start|><|image_pad|><|vision_end|>Which side?");
      issue(run, Prompts.prompt(LAYOUT, 1, 0, 0), 0);
      run.sendBytes(run.topics().prompts(), 0, "1-1", garbage);
      issue(run, Prompts.prompt(LAYOUT, 1, 2, 0), 1);
      issue(run, picture, 1);
      run.sendBytes(run.topics().policy(), "0/0", garbage);
      run.publish(0, model);

      List<Rollout> rollouts =
          run.await(run.topics().rollouts(), Rollout.class, 4).stream()
              .sorted(Comparator.comparingInt(Rollout::getSlot))
              .toList();

      assertThat(rollouts).extracting(Rollout::getSlot).containsExactly(0, 1, 2, 3);
      assertThat(rollouts.get(1).getFailure()).contains("could not be read");
      for (int slot : List.of(0, 2, 3)) {
        assertThat(rollouts.get(slot).getFailure()).isNull();
        assertThat(rollouts.get(slot).getResponses()).hasSize(2);
        assertThat(rollouts.get(slot).getResponses().get(0).getTokenIds()).isNotEmpty();
      }
      assertThat(run.await(run.topics().deadLetters(), 2))
          .allMatch(letter -> Arrays.equals(letter.value(), garbage))
          .extracting(letter -> DeadLetter.of(letter.headers()).topic())
          .containsExactlyInAnyOrder(run.topics().policy(), run.topics().prompts());
    }
  }
}
