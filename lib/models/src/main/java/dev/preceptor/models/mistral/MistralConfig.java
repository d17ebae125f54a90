package dev.preceptor.models.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderArchitecture;
import dev.preceptor.models.language.DecoderConfig;
import dev.preceptor.models.language.Rope;
import java.util.List;

/**
 * What {@code config.json} and {@code generation_config.json} say of a Mistral model.
 *
 * @param eosTokenIds every id that ends a completion
 */
public record MistralConfig(DecoderConfig decoder, List<Integer> eosTokenIds)
    implements DecoderArchitecture {

  /** Of transformers' {@code MistralConfig}. */
  private static final String DEFAULTS =
      """
      {"num_key_value_heads": 8, "rms_norm_eps": 1e-6, "rope_theta": 10000,
       "max_position_embeddings": 131072, "sliding_window": 4096}
      """;

  public MistralConfig {
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /**
   * Reads a checkpoint's configuration.
   *
   * @throws dev.preceptor.models.InputException if it asks for what is not supported
   */
  public static MistralConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "mistral");
    JsonNode node = ConfigFile.completed(root, DEFAULTS);
    int window = ConfigFile.positive(node, "sliding_window", 0);
    return new MistralConfig(
        DecoderConfig.from(node, Rope.unscaled(node), window),
        ConfigFile.eosTokenIds(source, 2, root));
  }
}
