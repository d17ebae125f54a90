package dev.preceptor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Weights with any bits, types and shapes, sent through the log as anchors or deltas, damaged or
 * not.
 */
class AnyWeightsTest {

  private static final long MAX_BYTES = 1 << 20;
  private static final RecordCodec<PolicyChunk> CODEC = RecordCodec.of(PolicyChunk.class);

  /**
   * Both zeros, the smallest and largest subnormal and normal numbers, infinities, both kinds of
   * NaN.
   */
  private static final int[] ODD_FLOATS = {
    0,
    0x80000000,
    1,
    0x80000001,
    0x007fffff,
    0x00800000,
    0x3f800000,
    0xbf800001,
    0x7f7fffff,
    0x7f800000,
    0xff800000,
    0x7fc00000,
    0x7f800001,
    0xffffffff
  };

  private static MemoryModel first(Random random) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      tensors.put("t" + i, tensor(random));
    }
    return new MemoryModel(Map.of("config.json", new byte[] {'{', '}'}), tensors);
  }

  /** A tensor of rank 0 to 3, sometimes without elements. */
  private static HostTensor tensor(Random random) {
    DType dtype = random.nextBoolean() ? DType.F32 : DType.BF16;
    long[] shape = random.longs(random.nextInt(4), 0, 7).toArray();
    int elements = 1;
    for (long size : shape) {
      elements *= (int) size;
    }
    ByteBuffer data = ByteBuffer.allocate(elements * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      put(data, i, dtype, bits(random));
    }
    return new HostTensor(dtype, shape, data);
  }

  private static int bits(Random random) {
    return random.nextBoolean() ? ODD_FLOATS[random.nextInt(ODD_FLOATS.length)] : random.nextInt();
  }

  private static void put(ByteBuffer data, int index, DType dtype, int bits) {
    if (dtype == DType.BF16) {
      data.putShort(Short.BYTES * index, (short) (bits >>> 16));
    } else {
      data.putInt(Float.BYTES * index, bits);
    }
  }

  /** Changes few or many elements; rarely changes a type or shape, or adds or removes a tensor. */
  private static MemoryModel next(MemoryModel model, Random random) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    int percent = random.nextInt(10) == 0 ? 100 : random.nextInt(15);
    model
        .tensors()
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name,
                    random.nextInt(60) == 0 ? tensor(random) : changed(tensor, percent, random)));
    if (random.nextInt(40) == 0) {
      tensors.put("t" + random.nextInt(8), tensor(random));
    }
    if (random.nextInt(40) == 0) {
      tensors.remove("t0");
    }
    return new MemoryModel(model.files(), tensors);
  }

  private static HostTensor changed(HostTensor tensor, int percent, Random random) {
    ByteBuffer data = ByteBuffer.allocate(tensor.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    data.put(tensor.data()).clear();
    for (int i = 0; i < tensor.elements(); i++) {
      if (random.nextInt(100) < percent) {
        put(data, i, tensor.dtype(), bits(random));
      }
    }
    return new HostTensor(tensor.dtype(), tensor.shape(), data);
  }

  private static List<byte[]> records(PolicyPublisher publisher, int version, MemoryModel model) {
    List<byte[]> records = new ArrayList<>();
    publisher
        .publish(version, PolicyHash.sha256(model), model)
        .chunks()
        .forEachRemaining(chunk -> records.add(CODEC.encode(chunk)));
    return records;
  }

  private static void assertSame(MemoryModel actual, MemoryModel expected) {
    assertThat(actual.tensorNames()).isEqualTo(expected.tensorNames());
    for (String name : expected.tensorNames()) {
      assertThat(actual.tensor(name).dtype()).isEqualTo(expected.tensor(name).dtype());
      assertThat(actual.tensor(name).shape()).isEqualTo(expected.tensor(name).shape());
      assertThat(actual.tensor(name).data()).isEqualTo(expected.tensor(name).data());
    }
  }

  @Property(tries = 300)
  void everyVersionIsRebuiltBitForBit(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int anchorSteps) {
    Random random = new Random(seed);
    PolicyPublisher publisher = new PolicyPublisher(anchorSteps);
    PolicyAssembler reader = new PolicyAssembler(MAX_BYTES, 0);
    MemoryModel model = first(random);
    for (int version = 0; version <= 15; version++) {
      for (byte[] record : records(publisher, version, model)) {
        reader.accept(CODEC.decode(record));
      }
      assertSame(reader.at(version).weights(), model);
      model = next(model, random);
    }
  }

  /** A changed byte anywhere in a record is refused or has no effect on the weights. */
  @Property(tries = 800)
  void damageNeverBecomesWeights(
      @ForAll long seed, @ForAll @IntRange(max = 100_000) int place, @ForAll byte change) {
    Random random = new Random(seed);
    PolicyPublisher publisher = new PolicyPublisher(10);
    List<MemoryModel> models = new ArrayList<>(List.of(first(random)));
    List<byte[]> log = new ArrayList<>(records(publisher, 0, models.get(0)));
    for (int version = 1; version <= 4; version++) {
      models.add(next(models.get(version - 1), random));
      log.addAll(records(publisher, version, models.get(version)));
    }
    List<String> keys = log.stream().map(record -> PolicyChunks.key(CODEC.decode(record))).toList();
    byte[] damaged = log.get(random.nextInt(log.size()));
    damaged[place % damaged.length] ^= change;

    PolicyAssembler reader = new PolicyAssembler(MAX_BYTES, 0);
    for (int i = 0; i < log.size(); i++) {
      try {
        PolicyChunk chunk = CODEC.decode(log.get(i));
        // As the services do: the hash of the weights does not cover their version.
        PolicyChunks.requireKey(keys.get(i), chunk);
        reader.accept(chunk);
      } catch (UnreadableRecordException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
    for (int version = 0; version <= 4; version++) {
      if (reader.has(version)) {
        try {
          assertSame(reader.at(version).weights(), models.get(version));
        } catch (UnreadableRecordException e) {
          assertThat(e.getMessage()).doesNotContain("\n");
        }
      }
    }
  }
}
