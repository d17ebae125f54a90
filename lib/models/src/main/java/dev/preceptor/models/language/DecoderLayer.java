package dev.preceptor.models.language;

import dev.preceptor.models.torch.ScriptPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes of the decoder that Qwen2, Llama and Mistral share, {@code decoder_layer.ts.py}.
 *
 * @param layers the numbers of its layers
 * @param queries total width of the query heads
 * @param keyValues total width of the key heads (and of the value heads)
 * @param biased whether queries, keys and values have a bias
 * @param tied whether the head shares the embedding's weight
 */
public record DecoderLayer(
    long vocabulary,
    long hidden,
    long intermediate,
    List<Integer> layers,
    long queries,
    long keyValues,
    boolean biased,
    boolean tied) {

  /** The script with its methods. */
  public static final ScriptPart SCRIPT = new ScriptPart(DecoderLayer.class, "decoder_layer.ts.py");

  /** The script with the methods of families in which images take the places of tokens. */
  public static final ScriptPart IMAGE_TOKENS =
      new ScriptPart(DecoderLayer.class, "image_tokens.ts.py");

  /** The numbers that every causal language model's script leaves open. */
  public static Map<String, String> constants(
      int hiddenSize, int numHiddenLayers, int heads, int keyValueHeads, int headDim) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("hidden_size", "" + hiddenSize);
    out.put("num_hidden_layers", "" + numHiddenLayers);
    out.put("decoder_layers", list(numbers(numHiddenLayers)));
    out.put("num_attention_heads", "" + heads);
    out.put("num_key_value_heads", "" + keyValueHeads);
    out.put("head_dim", "" + headDim);
    out.put("attention_scale", "" + 1 / Math.sqrt(headDim));
    return out;
  }

  /**
   * Every weight by its checkpoint name, with its shape.
   *
   * @param prefix what stands before the names, such as {@code language_model.}
   */
  public Map<String, long[]> shapes(String prefix) {
    WeightShapes out = new WeightShapes();
    out.tensor(prefix + "model.embed_tokens.weight", vocabulary, hidden);
    for (int i : layers) {
      String p = prefix + "model.layers." + i + ".";
      out.tensor(p + "input_layernorm.weight", hidden);
      projection(out, p + "self_attn.q_proj", queries);
      projection(out, p + "self_attn.k_proj", keyValues);
      projection(out, p + "self_attn.v_proj", keyValues);
      out.tensor(p + "self_attn.o_proj.weight", hidden, queries);
      out.tensor(p + "post_attention_layernorm.weight", hidden);
      out.tensor(p + "mlp.gate_proj.weight", intermediate, hidden);
      out.tensor(p + "mlp.up_proj.weight", intermediate, hidden);
      out.tensor(p + "mlp.down_proj.weight", hidden, intermediate);
    }
    out.tensor(prefix + "model.norm.weight", hidden);
    if (!tied) {
      out.tensor(prefix + "lm_head.weight", vocabulary, hidden);
    }
    return out.asMap();
  }

  /** The numbers of layers that are all of a kind. */
  public static List<Integer> numbers(int layers) {
    return IntStream.range(0, layers).boxed().toList();
  }

  /** Numbers as the items of a list in a script. */
  public static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private void projection(WeightShapes out, String name, long width) {
    out.tensor(name + ".weight", width, hidden);
    if (biased) {
      out.tensor(name + ".bias", width);
    }
  }
}
