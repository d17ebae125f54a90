package dev.preceptor.models.roberta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.NamedWeights;
import dev.preceptor.models.language.WeightShapes;
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
    ConfigFile.requireNamed(root, "hidden_act", "gelu");
    ConfigFile.requireNamed(root, "position_embedding_type", "absolute");
    int labels = root.has("id2label") ? root.path("id2label").size() : 2;
    if (labels != 1) {
      throw new InputException(
          ("config.json, id2label: the model has %d labels, but a similarity needs exactly one;"
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
        ConfigFile.real(root, "layer_norm_eps", 1e-12),
        ConfigFile.id(root, "pad_token_id", 1));
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
    WeightShapes out = new WeightShapes();
    String embeddings = "roberta.embeddings.";
    out.tensor(embeddings + "word_embeddings.weight", vocabSize, hiddenSize);
    out.tensor(embeddings + "position_embeddings.weight", maxPositionEmbeddings, hiddenSize);
    out.tensor(embeddings + "token_type_embeddings.weight", typeVocabSize, hiddenSize);
    out.norm(embeddings + "LayerNorm", hiddenSize);
    for (int i = 0; i < numHiddenLayers; i++) {
      String layer = "roberta.encoder.layer." + i + ".";
      for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
        out.linear(layer + "attention." + name, hiddenSize, hiddenSize);
      }
      out.norm(layer + "attention.output.LayerNorm", hiddenSize);
      out.linear(layer + "intermediate.dense", intermediateSize, hiddenSize);
      out.linear(layer + "output.dense", hiddenSize, intermediateSize);
      out.norm(layer + "output.LayerNorm", hiddenSize);
    }
    out.linear("classifier.dense", hiddenSize, hiddenSize);
    out.linear("classifier.out_proj", 1, hiddenSize);
    return out.asMap();
  }
}
