package dev.preceptor.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import dev.preceptor.testkit.TinyModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@QuarkusTest
@QuarkusTestResource(RolloutShellTest.Run.class)
@TestProfile(RolloutShellTest.Impatient.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolloutShellTest {

  private static final UnitLayout LAYOUT = new UnitLayout(4, 2);

  /** Looks for versions that cannot come any more without waiting first. */
  public static final class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("preceptor.policy-patience", "PT0.5S");
    }
  }

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
          partitions: 2
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
  @Order(1)
  void aPoisonRecordCostsItsOwnGroupAndNoOther() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN);
        Checkpoint model = Checkpoint.open(TinyModel.writeTo(folder.resolve("tiny")))) {
      byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
      Prompt image = Prompts.withImage(Prompts.prompt(LAYOUT, 1, 3, 0), Prompts.png());
      image.setText("<|vision_start|><|image_pad|><|vision_end|>Which side?");
      issue(run, Prompts.prompt(LAYOUT, 1, 0, 0), 0);
      run.sendBytes(run.topics().prompts(), 0, "1-1", garbage);
      issue(run, Prompts.prompt(LAYOUT, 1, 2, 0), 1);
      issue(run, image, 1);
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

  /** What differs is who sampled and how long it took: nothing that is scored or learnt from. */
  @Test
  @Order(2)
  void aPromptThatIsDeliveredAgainGetsTheSameAnswer() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      issue(run, Prompts.prompt(LAYOUT, 1, 2, 0), 1);
      Prompt image = Prompts.withImage(Prompts.prompt(LAYOUT, 1, 3, 0), Prompts.png());
      image.setText("<|vision_start|><|image_pad|><|vision_end|>Which side?");
      issue(run, image, 1);
      Map<Integer, List<Rollout>> bySlot =
          run.await(run.topics().rollouts(), Rollout.class, 6).stream()
              .map(RolloutShellTest::withoutWorker)
              .collect(Collectors.groupingBy(Rollout::getSlot));
      for (int slot : List.of(2, 3)) {
        assertThat(bySlot.get(slot)).hasSize(2);
        assertThat(bySlot.get(slot).get(0).getResponses()).hasSize(2);
        assertThat(RecordCodec.of(Rollout.class).encode(bySlot.get(slot).get(1)))
            .isEqualTo(RecordCodec.of(Rollout.class).encode(bySlot.get(slot).get(0)));
      }
    }
  }

  private static Rollout withoutWorker(Rollout rollout) {
    rollout.setWorker("");
    rollout.setSampleMillis(0);
    return rollout;
  }

  /** Of wrong keys, wrong shapes, nothing at all, and more than any record may hold. */
  @Test
  @Order(3)
  void whateverIsWrongWithAPromptItsGroupFailsAndTheNextIsAnswered() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      String prompts = run.topics().prompts();
      int letters = run.read(run.topics().deadLetters()).size();
      RecordCodec<Prompt> codec = RecordCodec.of(Prompt.class);
      run.sendBytes(prompts, 0, "not a key", new byte[] {1});
      run.sendBytes(prompts, 0, "1-1", null);
      run.sendBytes(prompts, 0, "1-0", codec.encode(Prompts.prompt(LAYOUT, 1, 1, 0)));
      run.sendBytes(prompts, 1, "1-2", codec.encode(Prompts.prompt(new UnitLayout(4, 3), 1, 2, 0)));
      run.sendBytes(prompts, 1, "1-3", codec.encode(Prompts.prompt(LAYOUT, 1, 3, 77)));
      run.sendBytes(prompts, 1, "1-3", new byte[Topics.MAX_RECORD_BYTES + (1 << 20)]);
      assertThat(run.await(run.topics().deadLetters(), letters + 6).subList(letters, letters + 6))
          .extracting(letter -> DeadLetter.of(letter.headers()).reason())
          .satisfiesExactlyInAnyOrder(
              reason -> assertThat(reason).contains("Avro"),
              reason -> assertThat(reason).contains("there is no value"),
              reason -> assertThat(reason).contains("key 1-0"),
              reason -> assertThat(reason).contains("units of 2 out of 4"),
              reason -> assertThat(reason).contains("version 77"),
              reason -> assertThat(reason).contains("more than the limit"));
    }
  }

  /** A change of version 0 that makes no policy, in the place of version 1. */
  @Test
  @Order(4)
  void aPoisonedVersionFailsTheGroupsThatPinItAndTheNextWholeOneGoesOn() {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN);
        Checkpoint model = Checkpoint.open(TinyModel.writeTo(folder.resolve("tiny")))) {
      PolicyChunk poison =
          new PolicyChunk(1, 0, 1, "0".repeat(64), Map.of(), List.of(), 0, List.of());
      run.step(1, "0".repeat(64));
      run.send(run.topics().policy(), "1/0", PolicyChunk.class, poison);
      run.sendBytes(run.topics().policy(), "1/1", RecordCodec.of(PolicyChunk.class).encode(poison));
      issue(run, Prompts.prompt(LAYOUT, 2, 0, 1), 0);
      issue(run, Prompts.prompt(LAYOUT, 2, 1, 1), 0);
      int before = run.read(run.topics().rollouts()).size();
      List<Rollout> failed = ofStep(run, 2, before + 2);
      assertThat(failed)
          .extracting(Rollout::getFailure)
          .allMatch(why -> why.startsWith("policy version 1 cannot be built"));

      run.publish(2, model);
      issue(run, Prompts.prompt(LAYOUT, 3, 0, 2), 0);
      issue(run, Prompts.prompt(LAYOUT, 3, 1, 2), 0);
      assertThat(ofStep(run, 3, before + 4))
          .extracting(Rollout::getFailure)
          .containsExactly(null, null);
    }
  }

  private static List<Rollout> ofStep(TestRun run, int step, int count) {
    return run.await(run.topics().rollouts(), Rollout.class, count).stream()
        .filter(rollout -> rollout.getStep() == step)
        .toList();
  }
}
