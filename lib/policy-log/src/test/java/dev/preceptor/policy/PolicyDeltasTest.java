package dev.preceptor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The anchors and deltas of a run as a worker reads them. */
class PolicyDeltasTest {

  private static final long MAX_BYTES = 1 << 20;
  private static final RecordCodec<PolicyChunk> CODEC = RecordCodec.of(PolicyChunk.class);

  /**
   * Versions 0 to last with their chunks; each version changes a few weights of the previous one.
   */
  private static final class Run {
    private final Random random;
    private final PolicyPublisher publisher;
    private final List<MemoryModel> models = new ArrayList<>();
    private final List<List<PolicyChunk>> log = new ArrayList<>();
    private long anchors;

    Run(long seed, int anchorSteps, int last) {
      random = new Random(seed);
      publisher = new PolicyPublisher(anchorSteps);
      for (int version = 0; version <= last; version++) {
        models.add(version == 0 ? first() : next(models.get(version - 1)));
        MemoryModel model = models.get(version);
        PolicyPublisher.Publication publication =
            publisher.publish(version, PolicyHash.sha256(model), model);
        anchors += publication.anchor() ? 1 : 0;
        List<PolicyChunk> chunks = new ArrayList<>();
        publication
            .chunks()
            .forEachRemaining(chunk -> chunks.add(CODEC.decode(CODEC.encode(chunk))));
        log.add(chunks);
      }
    }

    private MemoryModel first() {
      byte[] halves = new byte[4000];
      byte[] singles = new byte[400];
      random.nextBytes(halves);
      random.nextBytes(singles);
      return model(halves, singles);
    }

    private MemoryModel next(MemoryModel model) {
      byte[] halves = bytes(model, "half");
      byte[] singles = bytes(model, "single");
      for (int i = 0; i < random.nextInt(40); i++) {
        halves[random.nextInt(halves.length)]++;
      }
      singles[random.nextInt(singles.length)]--;
      return model(halves, singles);
    }

    private static MemoryModel model(byte[] halves, byte[] singles) {
      return new MemoryModel(
          Map.of("config.json", new byte[] {'{', '}'}),
          Map.of(
              "half",
              new HostTensor(DType.BF16, new long[] {20, 100}, ByteBuffer.wrap(halves)),
              "single",
              new HostTensor(DType.F32, new long[] {100}, ByteBuffer.wrap(singles))));
    }
  }

  private static byte[] bytes(MemoryModel model, String name) {
    ByteBuffer data = model.tensor(name).data();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }

  private static void assertSame(AssembledPolicy policy, MemoryModel expected) {
    assertThat(bytes(policy.weights(), "half")).isEqualTo(bytes(expected, "half"));
    assertThat(bytes(policy.weights(), "single")).isEqualTo(bytes(expected, "single"));
    assertThat(policy.weights().files()).containsOnlyKeys("config.json");
  }

  @Property(tries = 30)
  void everyVersionIsExactWhereverReadingStarts(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int anchorSteps,
      @ForAll @IntRange(max = 2) int kept,
      @ForAll @IntRange(max = 30) int start) {
    Run run = new Run(seed, anchorSteps, 40);
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, kept);
    int firstUsable = (start + anchorSteps - 1) / anchorSteps * anchorSteps;
    for (int version = start; version <= 40; version++) {
      for (PolicyChunk chunk : run.log.get(version)) {
        assembler.accept(chunk);
        assembler.accept(chunk);
      }
      for (int asked = Math.max(firstUsable, version - kept); asked <= version; asked++) {
        if (run.random.nextBoolean()) {
          assertSame(assembler.at(asked), run.models.get(asked));
        }
      }
      assertThat(assembler.has(version)).isEqualTo(version >= firstUsable);
    }
  }

  @Test
  void afterAHundredDeltasTheBitsAreStillExact() {
    Run run = new Run(1, 1000, 100);
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, 0);
    run.log.forEach(chunks -> chunks.forEach(assembler::accept));
    assertSame(assembler.at(100), run.models.get(100));
    assertThat(run.anchors).isEqualTo(1);
  }

  @Test
  void readingResumesAtTheNextAnchorAfterAMissingVersion() {
    Run run = new Run(2, 10, 25);
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, 0);
    for (int version = 0; version <= 25; version++) {
      if (version != 13) {
        run.log.get(version).forEach(assembler::accept);
      }
      assertThat(assembler.has(version)).isEqualTo(version < 13 || version >= 20);
    }
    assertSame(assembler.at(25), run.models.get(25));
  }

  @Test
  void aForgedDeltaIsDetectedWhenItsVersionIsRequested() {
    Run run = new Run(3, 10, 12);
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, 0);
    for (int version = 0; version <= 3; version++) {
      run.log.get(version).forEach(assembler::accept);
    }
    PolicyChunk forged = run.log.get(4).get(0);
    forged.setDeltas(run.log.get(3).get(0).getDeltas());
    assembler.accept(forged);
    assertThatThrownBy(() -> assembler.at(4))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("the weights of version 4 hash to");
    assertThat(assembler.has(4)).isFalse();
    for (int version = 5; version <= 12; version++) {
      run.log.get(version).forEach(assembler::accept);
    }
    assertSame(assembler.at(12), run.models.get(12));
  }

  @Test
  void aDeltaOfAnotherModelIsRefused() {
    Run run = new Run(4, 10, 1);
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, 0);
    run.log.get(0).forEach(assembler::accept);
    PolicyChunk chunk = run.log.get(1).get(0);
    chunk.getDeltas().get(0).setOffset(1 << 20);
    assertThatThrownBy(() -> assembler.accept(chunk))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("has no slice of");
  }

  @Test
  void weightsThatChangeEverywhereAreWrittenWhole() {
    Random random = new Random(5);
    PolicyPublisher publisher = new PolicyPublisher(10);
    for (int version = 0; version < 5; version++) {
      byte[] halves = new byte[4000];
      random.nextBytes(halves);
      MemoryModel model = Run.model(halves, new byte[400]);
      assertThat(publisher.publish(version, PolicyHash.sha256(model), model).anchor()).isTrue();
    }
  }

  @Test
  void aRestartedLearnerWritesTheSameChunks() {
    Run run = new Run(6, 10, 8);
    PolicyPublisher restarted = new PolicyPublisher(10);
    restarted.published(7, run.models.get(7));
    List<PolicyChunk> chunks = new ArrayList<>();
    restarted
        .publish(8, PolicyHash.sha256(run.models.get(8)), run.models.get(8))
        .chunks()
        .forEachRemaining(chunks::add);
    assertThat(chunks).isEqualTo(run.log.get(8));
  }
}
