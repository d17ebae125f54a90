package dev.preceptor.models.llava;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ClipImageProcessor;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageProcessorFile;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderConfig;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.ImageTextArchitecture;
import dev.preceptor.models.language.ImageTextProcessor;
import dev.preceptor.models.language.ImageTextProcessor.Placeholder;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.Rope;
import dev.preceptor.models.language.WeightShapes;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;

/**
 * What {@code config.json} and {@code generation_config.json} say of a LLaVA-1.5 (transformers:
 * {@code LlavaConfig}).
 *
 * @param featureLayers how many layers of the vision tower an image goes through
 * @param eosTokenIds every id that ends a completion
 */
public record LlavaConfig(
    DecoderConfig text,
    ClipVision vision,
    int featureLayers,
    int imageTokenId,
    List<Integer> eosTokenIds)
    implements ImageTextArchitecture {

  private static final String PROJECTOR = "multi_modal_projector.";
  private static final String FEATURE_LAYER = "vision_feature_layer";

  public LlavaConfig {
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /**
   * Reads a checkpoint's configuration.
   *
   * @throws InputException if it asks for what is not supported
   */
  public static LlavaConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "llava");
    ConfigFile.requireNamed(root, "projector_hidden_act", "gelu");
    ConfigFile.requireNamed(root, "vision_feature_select_strategy", "default");
    if (!root.path("multimodal_projector_bias").asBoolean(true)) {
      throw new InputException(
          "config.json, multimodal_projector_bias: false is not supported; use a LLaVA-1.5");
    }
    JsonNode text = object(root, "text_config");
    ConfigFile.requireNamed(text, "model_type", "llama");
    JsonNode vision = object(root, "vision_config");
    ClipVision tower =
        ClipVision.from(vision.isEmpty() ? ConfigFile.completed(vision, ClipVision.LLAVA) : vision);
    return new LlavaConfig(
        DecoderConfig.llama(text),
        tower,
        featureLayers(root, tower),
        ConfigFile.id(root, "image_token_index", ConfigFile.id(root, "image_token_id", 32000)),
        ConfigFile.eosTokenIds(source, 2, text.has("eos_token_id") ? text : root));
  }

  private static JsonNode object(JsonNode root, String key) {
    return root.path(key).isObject() ? root.path(key) : JsonNodeFactory.instance.objectNode();
  }

  /** A number from the end counts the tower's input too. */
  private static int featureLayers(JsonNode root, ClipVision vision) {
    JsonNode layer = root.path(FEATURE_LAYER);
    int number = layer.asInt(-2);
    int layers = number < 0 ? vision.numHiddenLayers() + 1 + number : number;
    if (!layer.isMissingNode() && !layer.isInt()
        || layers < 0
        || layers > vision.numHiddenLayers()) {
      throw new InputException(
          "config.json, %s: %s is not a layer of the vision tower's %d"
              .formatted(FEATURE_LAYER, layer, vision.numHiddenLayers()));
    }
    return layers;
  }

  @Override
  public int imageTokens(ImageGrid grid) {
    return grid.patches();
  }

  @Override
  public List<ScriptPart> script() {
    return List.of(
        DecoderLayer.SCRIPT,
        Rope.SCRIPT,
        DecoderLayer.IMAGE_TOKENS,
        CausalLmScript.NO_CROSS_ATTENTION,
        new ScriptPart(LlavaConfig.class, "llava.ts.py"));
  }

  @Override
  public Map<String, String> constants() {
    Map<String, String> out = text.constants(TEXT_PREFIX);
    out.put("feature_layers", "" + featureLayers);
    vision.addTo(out);
    return out;
  }

  @Override
  public ImageProcessor images(ModelSource source) {
    return ClipImageProcessor.from(
        ImageProcessorFile.of(source), vision.imageSize(), vision.patchSize());
  }

  @Override
  public Processor processor(ModelSource source) {
    return ImageTextProcessor.of(
        source,
        vocabSize(),
        new Placeholder("", "<image>", "\n", "image_token_index", imageTokenId, true),
        images(source));
  }

  @Override
  public Map<String, long[]> shapes() {
    Map<String, long[]> all = text.shapes(TEXT_PREFIX);
    WeightShapes out = new WeightShapes();
    vision.addTo(out);
    out.linear(PROJECTOR + "linear_1", text.hiddenSize(), vision.hiddenSize());
    out.linear(PROJECTOR + "linear_2", text.hiddenSize(), text.hiddenSize());
    all.putAll(out.asMap());
    return all;
  }
}
