package dev.preceptor.models.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.FileRegion;
import dev.preceptor.models.checkpoint.FiniteTensor;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.WeightArrays;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Loads a checkpoint's tensors as arrays by their names on the Hugging Face Hub. Checks their
 * shapes against the configuration, and that every weight is finite: a single NaN makes all that
 * the model computes NaN.
 */
public final class Weights {

  /** The types in which weights can be stored. */
  private static final Set<DType> TYPES = Set.of(DType.F32, DType.F16, DType.BF16);

  /** The weights that a model lacks whose head is its embedding. */
  private static final List<String> HEADS = List.of("lm_head.weight", "output_projection.weight");

  private Weights() {}

  /**
   * Requires every weight, with the shape that the configuration implies, in a type that can be
   * read; reads no values.
   *
   * @throws InputException if the checkpoint does not hold them
   */
  public static void require(NamedWeights named, ModelSource source) {
    named.shapes().forEach((name, shape) -> Stored.of(named, source, name, shape));
  }

  /** The names of the tensors that no weight is read from, sorted. */
  public static List<String> unused(NamedWeights named, ModelSource source) {
    Set<String> unused = new TreeSet<>(source.tensorNames());
    named.shapes().keySet().forEach(name -> unused.remove(Stored.key(named, source, name)));
    return List.copyOf(unused);
  }

  /** Copies every weight to the manager's device in float32, for training. */
  public static Map<String, PtNDArray> load(
      PtNDManager manager, NamedWeights named, ModelSource source) {
    try (WeightArrays arrays = new WeightArrays(manager, DType.F32)) {
      return each(
          named, source, LoadProgress.NONE, (stored, copied) -> arrays.copy(stored.tensor, copied));
    }
  }

  /**
   * Loads weights for inference: mapped from their file if possible, otherwise copied in blocks.
   */
  public static Map<String, PtNDArray> open(
      PtNDManager manager,
      DType dtype,
      NamedWeights named,
      ModelSource source,
      LoadProgress progress) {
    try (WeightArrays arrays = new WeightArrays(manager, dtype)) {
      return each(
          named,
          source,
          progress,
          (stored, copied) ->
              stored
                  .region
                  .flatMap(region -> arrays.map(stored.tensor, region))
                  .orElseGet(() -> arrays.copy(stored.tensor, copied)));
    }
  }

  /**
   * Checks the weights of a model without loading them.
   *
   * @throws InputException if one is missing, has another shape, or is not finite
   */
  public static void check(NamedWeights named, ModelSource source) {
    named.shapes().forEach((name, shape) -> Stored.of(named, source, name, shape).requireFinite());
  }

  /** Overwrites arrays of the given type with another version's values. */
  static void update(
      PtNDManager manager,
      DType dtype,
      Map<String, PtNDArray> weights,
      NamedWeights named,
      ModelSource source) {
    try (WeightArrays arrays = new WeightArrays(manager, dtype)) {
      named
          .shapes()
          .forEach(
              (name, shape) ->
                  arrays.fill(
                      weights.get(name),
                      Stored.of(named, source, name, shape).requireFinite().tensor,
                      copied -> {}));
    }
  }

  /** Overwrites one array with a float32 or narrower weight's stored values. */
  static void refill(
      WeightArrays arrays, PtNDArray target, NamedWeights named, ModelSource source, String name) {
    arrays.fill(
        target, Stored.of(named, source, name, named.shapes().get(name)).tensor, copied -> {});
  }

  private static Map<String, PtNDArray> each(
      NamedWeights named,
      ModelSource source,
      LoadProgress progress,
      BiFunction<Stored, LongConsumer, PtNDArray> make) {
    Map<String, Stored> all = new LinkedHashMap<>();
    named.shapes().forEach((name, shape) -> all.put(name, Stored.of(named, source, name, shape)));
    long total = all.values().stream().mapToLong(Stored::bytes).sum();
    Map<String, PtNDArray> out = new LinkedHashMap<>();
    long[] before = {0};
    all.forEach(
        (name, stored) -> {
          long[] within = {0};
          out.put(
              name,
              make.apply(
                  stored.requireFinite(),
                  bytes -> {
                    within[0] += bytes;
                    progress.loaded(before[0] + within[0], total);
                  }));
          before[0] += stored.bytes();
          progress.loaded(before[0], total);
        });
    return out;
  }

  /** A weight as stored in a checkpoint, under a key. */
  private record Stored(String place, String key, HostTensor tensor, Optional<FileRegion> region) {

    static Stored of(NamedWeights named, ModelSource source, String name, long[] shape) {
      String key = key(named, source, name);
      HostTensor tensor = source.tensor(key);
      if (!Arrays.equals(tensor.shape(), shape)) {
        throw new InputException(
            "weight %s has the shape %s, but config.json implies %s; use the files of one model (%s)"
                .formatted(
                    name, Arrays.toString(tensor.shape()), Arrays.toString(shape), source.place()));
      }
      if (!TYPES.contains(tensor.dtype())) {
        throw new InputException(
            "weight %s has the type %s, which is not supported; use F32, F16 or BF16 (%s)"
                .formatted(name, tensor.dtype(), source.place()));
      }
      return new Stored(source.place(), key, tensor, source.region(key));
    }

    /** Reads all of it. */
    Stored requireFinite() {
      region
          .map(stored -> FiniteTensor.flaw(tensor, stored))
          .orElseGet(() -> FiniteTensor.flaw(tensor))
          .ifPresent(
              flaw -> {
                throw new InputException(
                    "%s: weight %s: %s; a model with such a weight cannot compute anything: use an earlier checkpoint, or fetch the file again"
                        .formatted(place, key, flaw));
              });
      return this;
    }

    long bytes() {
      return tensor.elements() * tensor.dtype().bytes();
    }

    /** The name that a checkpoint uses for a weight. */
    private static String key(NamedWeights named, ModelSource source, String name) {
      return Stream.concat(Stream.of(name), named.aliases(name).stream())
          .filter(source.tensorNames()::contains)
          .findFirst()
          .orElseThrow(
              () ->
                  new InputException(
                      "the checkpoint has no weight %s; it may be incomplete, fetch it again%s (%s)"
                          .formatted(
                              name,
                              HEADS.stream().anyMatch(name::endsWith)
                                  ? ", or correct tie_word_embeddings in config.json"
                                  : "",
                              source.place())));
    }
  }
}
