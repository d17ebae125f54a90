package dev.preceptor.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.training.PolicyTrainer;
import dev.preceptor.models.training.TrainingGroup;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.plan.TrainingPlan;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.study.bench.SimulatedVersions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DeltasTest {

  private static final int VERSIONS = 100;
  private static final Path POLICY = Path.of("../recipes/phantom-policy").toAbsolutePath();

  /** AdamW on the small policy of this repository, at the learning rate of the paper's recipes. */
  @Test
  void aHundredVersionsOfTheSmallPolicyAreExactAndSmall() {
    var recipe =
        RecipeReader.parse(
            "recipe",
            """
            model: %s
            train_csv: /nowhere/train.csv
            test_csv: /nowhere/test.csv
            images: /nowhere
            rewards: [{name: format, weight: 1}]
            """
                .formatted(POLICY),
            Job.TRAIN);
    var codec = RecordCodec.of(PolicyChunk.class);
    var publisher = new PolicyPublisher(Integer.MAX_VALUE);
    var worker = new PolicyAssembler(1L << 30, 0);
    var random = new Random(1);
    double share = 0;
    String sha256 = "";
    try (var checkpoint = Checkpoint.open(POLICY);
        var trainer =
            new PolicyTrainer(
                checkpoint, TrainingPlan.trainer(recipe, false), Compute.of("cpu", "float32"))) {
      for (int version = 0; version <= VERSIONS; version++) {
        if (version > 0) {
          trainer.step(List.of(group(random)), 1e-6);
        }
        MemoryModel policy = trainer.policy();
        sha256 = PolicyHash.sha256(policy);
        var publication = publisher.publish(version, sha256, policy);
        assertThat(publication.anchor()).isEqualTo(version == 0);
        share += version == 0 ? 0 : publication.shareOfFull();
        publication
            .chunks()
            .forEachRemaining(chunk -> worker.accept(codec.decode(codec.encode(chunk))));
      }
    }
    // The assembler hashes the weights from one anchor and a hundred deltas.
    assertThat(worker.at(VERSIONS).sha256()).isEqualTo(sha256);
    assertThat(share / VERSIONS).isBetween(0.0001, 0.03);
  }

  private static TrainingGroup group(Random random) {
    int[] prompt = random.ints(12, 5, 200).toArray();
    List<int[]> completions =
        List.of(random.ints(6, 5, 200).toArray(), random.ints(4, 5, 200).toArray());
    return new TrainingGroup(
        new TokenizedPrompt(prompt, 0, Optional.empty()),
        completions,
        completions.stream().map(ids -> new float[ids.length]).toList(),
        Optional.empty(),
        new double[] {1, -1});
  }

  @Test
  void simulatedVersionsCountEveryElementOnce() {
    ByteBuffer data = ByteBuffer.allocate(4 * 3000).order(ByteOrder.LITTLE_ENDIAN);
    var random = new Random(2);
    for (int i = 0; i < 3000; i++) {
      data.putFloat(4 * i, (float) (0.02 * random.nextGaussian()));
    }
    var model =
        new MemoryModel(
            Map.of(), Map.of("w", new HostTensor(DType.F32, new long[] {30, 100}, data)));
    var total = new SimulatedVersions(3, 1e-4, 0).of(model, done -> {});
    assertThat(total.elements).isEqualTo(3000);
    for (int version = 0; version < 3; version++) {
      assertThat(total.changed[version]).isBetween(1500.0, 3000.0);
      assertThat(total.bytes[version]).isBetween(500L, 6000L);
    }
  }
}
