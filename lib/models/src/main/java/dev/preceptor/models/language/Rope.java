package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.torch.ScriptPart;
import java.util.Map;
import java.util.Optional;

/**
 * Rotary positions of text, {@code rotary.ts.py}.
 *
 * @param theta base of the frequencies
 * @param llama3 how frequencies are scaled for texts longer than those first trained on
 */
public record Rope(double theta, Optional<Llama3> llama3) {

  /** The script with its method. */
  public static final ScriptPart SCRIPT = new ScriptPart(Rope.class, "rotary.ts.py");

  private static final String DEFAULT = "default";
  private static final String LLAMA3 = "llama3";

  /** The scaling of Llama 3.1 (transformers: {@code _compute_llama3_parameters}). */
  public record Llama3(
      double factor,
      double lowFreqFactor,
      double highFreqFactor,
      int originalMaxPositionEmbeddings) {

    public Llama3 {
      if (!(highFreqFactor > lowFreqFactor)) {
        throw new InputException(
            "config.json, high_freq_factor: %s is not above low_freq_factor %s"
                .formatted(highFreqFactor, lowFreqFactor));
      }
    }
  }

  /** Reads positions that must not be scaled. */
  public static Rope unscaled(JsonNode node) {
    return new Rope(theta(node, ConfigFile.rope(node, DEFAULT)), Optional.empty());
  }

  /** Reads positions that may be scaled as Llama 3.1's are. */
  static Rope from(JsonNode node) {
    JsonNode rope = ConfigFile.rope(node, DEFAULT, LLAMA3);
    boolean scaled = rope.path("rope_type").asText(rope.path("type").asText()).equals(LLAMA3);
    return new Rope(theta(node, rope), scaled ? Optional.of(llama3(node, rope)) : Optional.empty());
  }

  private static double theta(JsonNode node, JsonNode rope) {
    return ConfigFile.real(rope, "rope_theta", ConfigFile.real(node, "rope_theta", 10000));
  }

  private static Llama3 llama3(JsonNode node, JsonNode rope) {
    String original = "original_max_position_embeddings";
    return new Llama3(
        ConfigFile.real(rope, "factor"),
        ConfigFile.real(rope, "low_freq_factor"),
        ConfigFile.real(rope, "high_freq_factor"),
        ConfigFile.positive(rope.has(original) ? rope : node, original));
  }

  /** Adds the values of the script's placeholders. */
  void addTo(Map<String, String> constants) {
    Llama3 scaling = llama3.orElse(new Llama3(1, 0, 1, 1));
    constants.put("rope_theta", "" + theta);
    constants.put("rope_scaled", llama3.isPresent() ? "True" : "False");
    constants.put("rope_factor", "" + scaling.factor);
    constants.put("low_freq_factor", "" + scaling.lowFreqFactor);
    constants.put("high_freq_factor", "" + scaling.highFreqFactor);
    constants.put("original_max_position_embeddings", scaling.originalMaxPositionEmbeddings + ".0");
  }
}
