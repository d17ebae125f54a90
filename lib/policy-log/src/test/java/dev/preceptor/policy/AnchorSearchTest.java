package dev.preceptor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.schemas.PolicyChunk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AnchorSearchTest {

  /** A version that the run does not have. */
  private static final int FOREIGN = 1_000;

  /**
   * A policy log as a broker keeps it: records by offset, with transaction markers between them.
   */
  private static final class Log {
    private final TreeMap<Long, PolicyChunk> records = new TreeMap<>();
    private final Map<Integer, String> hashes = new HashMap<>();
    private long end;
    private int looks;

    void write(Iterator<PolicyChunk> chunks) {
      chunks.forEachRemaining(chunk -> records.put(end++, chunk));
      end++;
    }

    OptionalLong start(IntUnaryOperator oldestNeeded) {
      AnchorSearch search = new AnchorSearch(oldestNeeded, chunk -> chunk.getVersion() < FOREIGN);
      OptionalLong before = OptionalLong.of(end);
      while (before.isPresent()) {
        Map.Entry<Long, PolicyChunk> last = records.lowerEntry(before.getAsLong());
        if (last == null) {
          break;
        }
        looks++;
        before = search.see(last.getKey(), last.getValue());
      }
      return search.start();
    }

    /** Reads from an offset to the end. */
    PolicyAssembler readFrom(long start, int kept) {
      PolicyAssembler assembler = new PolicyAssembler(1 << 20, kept);
      records.tailMap(start).values().forEach(assembler::accept);
      return assembler;
    }
  }

  private static MemoryModel model(float[] values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return new MemoryModel(
        Map.of("config.json", new byte[] {1}),
        Map.of("w", new HostTensor(DType.F32, new long[] {values.length}, data.flip())));
  }

  /** Versions that each change one weight, or at random every weight. */
  private static Log log(Random random, int versions, int anchorSteps, int chunkBytes) {
    Log log = new Log();
    float[] values = new float[40];
    MemoryModel last = null;
    for (int version = 0; version <= versions; version++) {
      boolean all = random.nextInt(6) == 0;
      for (int i = 0; i < (all ? values.length : 1); i++) {
        values[random.nextInt(values.length)] = random.nextFloat();
      }
      int number = version;
      MemoryModel model = model(values);
      String sha256 = PolicyHash.sha256(model);
      log.hashes.put(version, sha256);
      log.write(
          last == null || version % anchorSteps == 0
              ? PolicyChunks.split(version, sha256, model, chunkBytes)
              : PolicyDelta.between(last, model)
                  .map(delta -> PolicyChunks.split(number, sha256, delta, chunkBytes))
                  .orElseGet(() -> PolicyChunks.split(number, sha256, model, chunkBytes)));
      last = model;
    }
    return log;
  }

  @Property(tries = 300)
  void neededVersionsCanBeRebuiltFromTheStartAndNoLaterAnchorWouldDo(
      @ForAll long seed,
      @ForAll @IntRange(max = 30) int versions,
      @ForAll @IntRange(min = 1, max = 8) int anchorSteps,
      @ForAll @IntRange(max = 5) int behind,
      @ForAll @IntRange(min = 16, max = 400) int chunkBytes) {
    Log log = log(new Random(seed), versions, anchorSteps, chunkBytes);
    int needed = Math.max(0, versions - behind);

    long start = log.start(newest -> newest - behind).orElse(0);

    PolicyAssembler assembler = log.readFrom(start, behind);
    for (int version = needed; version <= versions; version++) {
      assertThat(assembler.at(version).sha256()).isEqualTo(log.hashes.get(version));
    }
    assertThat(log.records.get(start).getChunk()).isZero();
    assertThat(PolicyChunks.isWhole(log.records.get(start))).isTrue();
    assertThat(log.records.tailMap(start, false).values())
        .noneMatch(
            chunk ->
                PolicyChunks.isWhole(chunk)
                    && chunk.getChunk() == 0
                    && chunk.getVersion() <= needed);
  }

  @Test
  void aLongLogIsNotReadBeyondTheAnchor() {
    Log log = log(new Random(3), 400, 10, 64);
    log.start(newest -> newest);
    assertThat(log.looks).isLessThanOrEqualTo(12);
  }

  @Test
  void anIncompleteAnchorIsSkipped() {
    Log log = log(new Random(5), 12, 5, 16);
    List<Long> tenth = new ArrayList<>();
    log.records.forEach(
        (offset, chunk) -> {
          if (chunk.getVersion() == 10) {
            tenth.add(offset);
          }
        });
    assertThat(tenth).hasSizeGreaterThan(2);
    log.records.remove(tenth.get(0));

    long start = log.start(newest -> newest).orElseThrow();

    assertThat(log.records.get(start).getVersion()).isLessThan(10);
  }

  @Test
  void anEmptyLogAndOneWithoutAnAnchorHaveNoStart() {
    assertThat(new Log().start(newest -> newest)).isEmpty();
    Log cut = log(new Random(7), 3, 100, 64);
    cut.records.values().removeIf(PolicyChunks::isWhole);
    assertThat(cut.start(newest -> newest)).isEmpty();
  }
}
