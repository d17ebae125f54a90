package dev.preceptor.models.language;

import dev.preceptor.models.torch.ScriptPart;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sizes of the decoder that Qwen2 and Mistral share, {@code decoder_layer.ts.py}.
 *
 * @param queries total width of the query heads
 * @param keyValues total width of the key heads (and of the value heads)
 * @param biased whether queries, keys and values have a bias
 * @param tied whether the head shares the embedding's weight
 */
public record DecoderLayer(
    long vocabulary,
    long hidden,
    long intermediate,
    int layers,
    long queries,
    long keyValues,
    boolean biased,
    boolean tied) {

  /** The script with its methods. */
  public static final ScriptPart SCRIPT = new ScriptPart(DecoderLayer.class, "decoder_layer.ts.py");

  /** Every weight by its checkpoint name, with its shape. */
  public Map<String, long[]> shapes() {
    Map<String, long[]> out = new LinkedHashMap<>();
    out.put("model.embed_tokens.weight", new long[] {vocabulary, hidden});
    for (int i = 0; i < layers; i++) {
      String p = "model.layers." + i + ".";
      out.put(p + "input_layernorm.weight", new long[] {hidden});
      projection(out, p + "self_attn.q_proj", queries);
      projection(out, p + "self_attn.k_proj", keyValues);
      projection(out, p + "self_attn.v_proj", keyValues);
      out.put(p + "self_attn.o_proj.weight", new long[] {hidden, queries});
      out.put(p + "post_attention_layernorm.weight", new long[] {hidden});
      out.put(p + "mlp.gate_proj.weight", new long[] {intermediate, hidden});
      out.put(p + "mlp.up_proj.weight", new long[] {intermediate, hidden});
      out.put(p + "mlp.down_proj.weight", new long[] {hidden, intermediate});
    }
    out.put("model.norm.weight", new long[] {hidden});
    if (!tied) {
      out.put("lm_head.weight", new long[] {vocabulary, hidden});
    }
    return out;
  }

  private void projection(Map<String, long[]> out, String name, long width) {
    out.put(name + ".weight", new long[] {width, hidden});
    if (biased) {
      out.put(name + ".bias", new long[] {width});
    }
  }
}
