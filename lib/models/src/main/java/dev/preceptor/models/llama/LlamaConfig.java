package dev.preceptor.models.llama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderArchitecture;
import dev.preceptor.models.language.DecoderConfig;
import java.util.List;

/**
 * What {@code config.json} and {@code generation_config.json} say of a Llama model.
 *
 * @param eosTokenIds every id that ends a completion
 */
public record LlamaConfig(DecoderConfig decoder, List<Integer> eosTokenIds)
    implements DecoderArchitecture {

  public LlamaConfig {
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /**
   * Reads a checkpoint's configuration.
   *
   * @throws dev.preceptor.models.InputException if it asks for what is not supported
   */
  public static LlamaConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "llama");
    return new LlamaConfig(DecoderConfig.llama(root), ConfigFile.eosTokenIds(source, 2, root));
  }
}
