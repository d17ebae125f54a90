package dev.preceptor.models.roberta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Weights;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.ScriptModule;
import dev.preceptor.models.torch.ScriptPart;
import dev.preceptor.models.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A RoBERTa cross-encoder that scores the similarity of two texts. Computes in float32, independent
 * of the type of the stored weights. Not thread-safe.
 */
public final class SimilarityModel implements AutoCloseable {

  private final RobertaConfig config;
  private final PairTokenizer pairs;
  private final PtNDManager manager;
  private final ScriptModule script;
  private final Map<String, PtNDArray> weights;

  private SimilarityModel(ModelSource source, Compute compute) {
    config = RobertaConfig.from(source);
    pairs = PairTokenizer.from(source, config);
    Weights.require(config, source);
    manager = Torch.manager(compute.device());
    script =
        ScriptModule.compile(
            manager,
            List.of(new ScriptPart(SimilarityModel.class, "roberta.ts.py")),
            config.constants());
    weights = Weights.load(manager, config, source);
  }

  /**
   * Holds a Hugging Face model against itself without loading it.
   *
   * @throws dev.preceptor.models.InputException if it cannot be loaded
   */
  public static void require(ModelSource source) {
    RobertaConfig config = RobertaConfig.from(source);
    PairTokenizer.from(source, config).close();
    Weights.require(config, source);
  }

  /** Loads a Hugging Face model. */
  public static SimilarityModel load(ModelSource source, Compute compute) {
    return new SimilarityModel(source, compute);
  }

  /** Compares two texts. */
  public Similarity compare(TextPair pair) {
    return compare(List.of(pair)).get(0);
  }

  /**
   * Compares several pairs in one padded pass; results differ from separate passes only by
   * rounding.
   */
  public List<Similarity> compare(List<TextPair> all) {
    List<int[]> ids = all.stream().map(pairs::encode).toList();
    float[] logits = logits(ids);
    List<Similarity> out = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      if (!Float.isFinite(logits[i])) {
        throw new NotFiniteException(
            "the logit of a pair is %s; the model's weights are too large: use an earlier checkpoint"
                .formatted(logits[i]));
      }
      out.add(Similarity.of(ids.get(i), logits[i]));
    }
    return out;
  }

  private float[] logits(List<int[]> ids) {
    if (ids.isEmpty()) {
      return new float[0];
    }
    long[] lengths = ids.stream().mapToLong(row -> row.length).toArray();
    int longest = (int) Arrays.stream(lengths).max().orElseThrow();
    long[] padded = new long[Math.multiplyExact(ids.size(), longest)];
    Arrays.fill(padded, config.padTokenId());
    for (int i = 0; i < ids.size(); i++) {
      int[] row = ids.get(i);
      for (int t = 0; t < row.length; t++) {
        padded[i * longest + t] = row[t];
      }
    }
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      NDArray input = scratch.create(padded, new Shape(ids.size(), longest));
      return script
          .call(
              scratch,
              "classify",
              IValue.from((PtNDArray) input),
              IValue.from((PtNDArray) scratch.create(lengths)),
              IValue.stringMapFrom(weights))
          .get(0)
          .toFloatArray();
    }
  }

  @Override
  public void close() {
    script.close();
    pairs.close();
    manager.close();
  }
}
