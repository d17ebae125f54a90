package dev.preceptor.study.bench;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Simulates bfloat16 versions of a model of any size under AdamW without running the model:
 * gradients are independent normal random numbers of equal variance, so that every element moves by
 * about the learning rate in the first step, and by less when later gradients have the opposite
 * sign. Keeps float32 master weights and moments, as the learner does.
 *
 * <p>Weights are independent of each other here, so the model is processed in slices of the size
 * that the policy log encodes: memory does not grow with the model.
 */
public final class SimulatedVersions {

  /** Elements of a slice; 4 MiB. */
  private static final int SLICE = 2 << 20;

  private static final int TABLE = 1 << 16;
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final int versions;
  private final float learningRate;
  private final SplittableRandom random;
  private final float[] normal = new float[TABLE];
  private final RecordCodec<PolicyChunk> codec = RecordCodec.of(PolicyChunk.class);

  /**
   * Creates a simulation.
   *
   * @param versions number of versions after the first
   * @param seed seed of the gradients
   */
  public SimulatedVersions(int versions, double learningRate, long seed) {
    this.versions = versions;
    this.learningRate = (float) learningRate;
    random = new SplittableRandom(seed);
    for (int i = 0; i < TABLE; i++) {
      normal[i] = (float) random.nextGaussian();
    }
  }

  /** The totals over all slices; the arrays are by version, from the second one on. */
  public static final class Total {
    public final long[] bytes;
    public final double[] changed;
    public long elements;
    public double publishSeconds;
    public double applySeconds;

    Total(int versions) {
      bytes = new long[versions];
      changed = new double[versions];
    }
  }

  /**
   * Publishes and applies the versions of a model, slice by slice.
   *
   * @param done receives the number of elements finished since the last call
   * @throws IllegalStateException if an applied version differs from the published one
   */
  public Total of(ModelSource model, LongConsumer done) {
    Total total = new Total(versions);
    for (String name : model.tensorNames()) {
      HostTensor tensor = model.tensor(name);
      if (tensor.dtype() != DType.BF16 && tensor.dtype() != DType.F32) {
        throw new InputException(
            "tensor %s: type %s is not published; use F32 or BF16".formatted(name, tensor.dtype()));
      }
      for (long from = 0; from < tensor.elements(); from += SLICE) {
        int count = (int) Math.min(SLICE, tensor.elements() - from);
        slice(tensor, (int) from, count, total);
        done.accept(count);
      }
    }
    return total;
  }

  private void slice(HostTensor tensor, int from, int count, Total total) {
    float[] masters = new float[count];
    float[] first = new float[count];
    float[] second = new float[count];
    ByteBuffer data = tensor.data();
    for (int i = 0; i < count; i++) {
      masters[i] =
          tensor.dtype() == DType.BF16
              ? Float.intBitsToFloat(data.getShort(Short.BYTES * (from + i)) << 16)
              : data.getFloat(Float.BYTES * (from + i));
    }
    PolicyPublisher publisher = new PolicyPublisher(Integer.MAX_VALUE);
    PolicyAssembler worker = new PolicyAssembler(Long.MAX_VALUE, 0);
    MemoryModel published = rounded(masters);
    pass(0, published, publisher, worker, total);
    for (int version = 1; version <= versions; version++) {
      step(version, masters, first, second);
      published = rounded(masters);
      Publication publication = pass(version, published, publisher, worker, total);
      total.bytes[version - 1] += publication.bytes();
      total.changed[version - 1] += publication.density() * count;
    }
    long start = System.nanoTime();
    ByteBuffer received = worker.at(versions).weights().tensor("slice").data();
    total.applySeconds += seconds(start);
    if (!received.equals(published.tensor("slice").data())) {
      throw new IllegalStateException("the applied version differs from the published one");
    }
    total.elements += count;
  }

  private Publication pass(
      int version,
      MemoryModel weights,
      PolicyPublisher publisher,
      PolicyAssembler worker,
      Total total) {
    long start = System.nanoTime();
    Publication publication = publisher.publish(version, PolicyHash.sha256(weights), weights);
    List<byte[]> records = new ArrayList<>();
    publication.chunks().forEachRemaining(chunk -> records.add(codec.encode(chunk)));
    double publish = seconds(start);
    start = System.nanoTime();
    records.forEach(record -> worker.accept(codec.decode(record)));
    if (version > 0) {
      total.publishSeconds += publish;
      total.applySeconds += seconds(start);
    }
    return publication;
  }

  /** AdamW without weight decay, as in {@code torch.optim.AdamW}. */
  private void step(int step, float[] masters, float[] first, float[] second) {
    float correction1 = (float) (1 - Math.pow(BETA1, step));
    float correction2 = (float) Math.sqrt(1 - Math.pow(BETA2, step));
    long bits = 0;
    for (int i = 0; i < masters.length; i++) {
      bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
      float gradient = normal[(int) bits & (TABLE - 1)];
      first[i] += (1 - BETA1) * (gradient - first[i]);
      second[i] = BETA2 * second[i] + (1 - BETA2) * gradient * gradient;
      float size = (float) Math.sqrt(second[i]) / correction2 + EPSILON;
      masters[i] -= learningRate / correction1 * first[i] / size;
    }
  }

  private static MemoryModel rounded(float[] masters) {
    ByteBuffer data =
        ByteBuffer.allocate(Short.BYTES * masters.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float master : masters) {
      int bits = Float.floatToRawIntBits(master);
      data.putShort((short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16));
    }
    return new MemoryModel(
        Map.of(),
        Map.of("slice", new HostTensor(DType.BF16, new long[] {masters.length}, data.flip())));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
