package dev.preceptor.models.roberta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.NamedWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code config.json} says of a RoBERTa sequence classifier with one label (transformers:
 * {@code RobertaConfig}, with its defaults).
 *
 * @param maxPositionEmbeddings rows of the position table; positions start at {@code padTokenId} +
 *     1
 */
public record RobertaConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int maxPositionEmbeddings,
    int typeVocabSize,
    double layerNormEps,
    int padTokenId)
    implements NamedWeights {

  public RobertaConfig {
    ConfigFile.requireDivides(
        hiddenSize % numAttentionHeads == 0, "hidden_size", hiddenSize, "num_attention_heads");
  }

  /**
   * Reads a checkpoint's configuration.
   *
   * @throws InputException if it asks for what is not supported
   */
  public static RobertaConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "roberta");
    requireIs(root, "hidden_act", "gelu");
    requireIs(root, "position_embedding_type", "absolute");
    int labels = root.has("id2label") ? root.path("id2label").size() : 2;
    if (labels != 1) {
      throw new InputException(
          ("config.json, id2label: the model has %d labels where a similarity is one;"
                  + " use a model such as cross-encoder/stsb-roberta-base")
              .formatted(labels));
    }
    return new RobertaConfig(
        ConfigFile.positive(root, "vocab_size", 50265),
        ConfigFile.positive(root, "hidden_size", 768),
        ConfigFile.positive(root, "intermediate_size", 3072),
        ConfigFile.positive(root, "num_hidden_layers", 12),
        ConfigFile.positive(root, "num_attention_heads", 12),
        ConfigFile.positive(root, "max_position_embeddings", 512),
        ConfigFile.positive(root, "type_vocab_size", 2),
        root.path("layer_norm_eps").asDouble(1e-12),
        root.path("pad_token_id").asInt(1));
  }

  private static void requireIs(JsonNode root, String key, String supported) {
    String value = root.path(key).asText(supported);
    if (!value.equals(supported)) {
      throw new InputException(
          "config.json, %s: '%s' is not supported; use a model with %s"
              .formatted(key, value, supported));
    }
  }

  /** The most tokens that have a position, special tokens included. */
  public int maxTokens() {
    return maxPositionEmbeddings - padTokenId - 1;
  }

  /** The numbers that the script leaves open. */
  Map<String, String> constants() {
    return Map.of(
        "hidden_size", "" + hiddenSize,
        "num_hidden_layers", "" + numHiddenLayers,
        "num_attention_heads", "" + numAttentionHeads,
        "head_dim", "" + hiddenSize / numAttentionHeads,
        "layer_norm_eps", "" + layerNormEps,
        "padding_idx", "" + padTokenId);
  }

  @Override
  public List<String> aliases(String name) {
    return List.of();
  }

  @Override
  public Map<String, long[]> shapes() {
    Map<String, long[]> out = new LinkedHashMap<>();
    String embeddings = "roberta.embeddings.";
    out.put(embeddings + "word_embeddings.weight", new long[] {vocabSize, hiddenSize});
    out.put(
        embeddings + "position_embeddings.weight", new long[] {maxPositionEmbeddings, hiddenSize});
    out.put(embeddings + "token_type_embeddings.weight", new long[] {typeVocabSize, hiddenSize});
    norm(out, embeddings + "LayerNorm");
    for (int i = 0; i < numHiddenLayers; i++) {
      String layer = "roberta.encoder.layer." + i + ".";
      for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
        linear(out, layer + "attention." + name, hiddenSize, hiddenSize);
      }
      norm(out, layer + "attention.output.LayerNorm");
      linear(out, layer + "intermediate.dense", intermediateSize, hiddenSize);
      linear(out, layer + "output.dense", hiddenSize, intermediateSize);
      norm(out, layer + "output.LayerNorm");
    }
    linear(out, "classifier.dense", hiddenSize, hiddenSize);
    linear(out, "classifier.out_proj", 1, hiddenSize);
    return out;
  }

  private void norm(Map<String, long[]> out, String name) {
    out.put(name + ".weight", new long[] {hiddenSize});
    out.put(name + ".bias", new long[] {hiddenSize});
  }

  private static void linear(Map<String, long[]> out, String name, long outputs, long inputs) {
    out.put(name + ".weight", new long[] {outputs, inputs});
    out.put(name + ".bias", new long[] {outputs});
  }
}
