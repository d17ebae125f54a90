package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.adapter.AdaptedModel;
import dev.preceptor.models.adapter.NewAdapter;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.torch.Compute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a family cannot do is refused in one line. */
class FamilyRefusalsTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Map<String, byte[]> files(String family) {
    return new HashMap<>(Checkpoint.smallFiles(GOLDENS.resolve(family)));
  }

  private static Processor processor(Map<String, byte[]> files) {
    MemoryModel model = new MemoryModel(files, Map.of());
    return Architecture.of(model).processor(model);
  }

  @ParameterizedTest
  @CsvSource({
    "llava, vision_tower.vision_model.encoder.layers.0.mlp.fc1.weight",
    "llava, multi_modal_projector.linear_2.bias",
    "mllama, vision_model.global_transformer.layers.1.gate_ffn",
    "mllama, language_model.model.layers.3.cross_attn.k_norm.weight",
    "qwen2-vl, visual.blocks.0.attn.qkv.weight",
    "qwen2-vl, visual.merger.mlp.2.bias"
  })
  void aCheckpointWithoutAWeightOfItsTowerIsRefused(String family, String weight) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(family))) {
      Map<String, HostTensor> tensors = new HashMap<>();
      checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
      assertThat(tensors.remove(weight)).isNotNull();
      assertThatThrownBy(() -> LanguageModel.load(new MemoryModel(checkpoint.files(), tensors)))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("the checkpoint has no weight " + weight + ";");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llava, chat_template.json, <image>",
    "mllama, chat_template.json, <|image|>",
    "qwen2-vl, chat_template.jinja, <|vision_start|><|image_pad|>"
  })
  void anImageWithoutItsPlaceholderIsRefused(String family, String file, String placeholder) {
    Map<String, byte[]> files = files(family);
    String template = new String(files.get(file), StandardCharsets.UTF_8);
    files.put(file, template.replace(placeholder, "a picture").getBytes(StandardCharsets.UTF_8));
    try (Processor processor = processor(files)) {
      assertThatThrownBy(() -> processor.chatText("Which?", true))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("the chat template writes no " + placeholder + " for an image");
      Image image = processor.images().fit(new Image(42, 42, new byte[3 * 42 * 42]));
      assertThatThrownBy(() -> processor.prompt("Which?", Optional.of(image)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("the prompt has no placeholder for its image");
    }
  }

  @ParameterizedTest
  @CsvSource({"llava", "mllama"})
  void boundsAreRefusedWhereTheModelFixesTheSize(String family) {
    try (Processor processor = processor(files(family))) {
      assertThatThrownBy(
              () -> processor.images().withPixels(OptionalInt.of(784), OptionalInt.empty()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("this model fixes the size of its images");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "biogpt"})
  void aTextModelTakesNoImage(String family) {
    try (Processor processor = processor(files(family))) {
      for (ThrowingCallable asked :
          List.<ThrowingCallable>of(
              () -> processor.chatText("Which?", true), () -> processor.rawText("Which?", true))) {
        assertThatThrownBy(asked)
            .isInstanceOf(InputException.class)
            .hasMessageContaining("this model reads text only; leave the image out");
      }
    }
  }

  /** The adapter is one for a Qwen2-VL. */
  @ParameterizedTest
  @ValueSource(strings = {"llava", "mllama", "llama"})
  void anAdapterForAnotherFamilyIsRefused(String family) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(family))) {
      ModelSource adapted =
          AdaptedModel.open(checkpoint, GOLDENS.resolve("lora").resolve("adapter"));
      assertThatThrownBy(() -> LanguageModel.load(adapted))
          .isInstanceOf(InputException.class)
          .message()
          .doesNotContain("\n")
          .contains("was it trained on another base?");
    }
  }

  /** Targets, ranks and shapes of an adapter are held against each family's own layers. */
  @ParameterizedTest
  @ValueSource(strings = {"llava", "mllama", "llama"})
  void anAdaptersTargetsAndRanksAreThoseOfItsFamily(String family) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(family))) {
      Architecture architecture = Architecture.of(checkpoint);
      NewAdapter unknown = new NewAdapter(4, 8, 0, List.of("q_proj", "qkv"));
      assertThatThrownBy(() -> unknown.on(checkpoint, architecture.base(), "base", 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("lora_target_modules: qkv is not a linear layer of the model");
      AdaptedModel fitting =
          new NewAdapter(4, 8, 0, List.of("q_proj")).on(checkpoint, architecture.base(), "base", 1);
      String config =
          new String(fitting.files().get("adapter_config.json"), StandardCharsets.UTF_8);
      AdaptedModel otherRank =
          new AdaptedModel(
              checkpoint,
              config.replaceAll("\"r\"\\s*:\\s*4", "\"r\": 2").getBytes(StandardCharsets.UTF_8),
              fitting.tensors(),
              "DIR");
      assertThat(architecture.adapter(fitting)).isPresent();
      assertThatThrownBy(() -> architecture.adapter(otherRank))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("has the rank 4, but adapter_config.json says 2");
    }
  }

  @Test
  void llama32VisionCannotBeTrained() {
    Architecture architecture = Architecture.of(new MemoryModel(files("mllama"), Map.of()));
    assertThatThrownBy(architecture::requireTrainable)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a mllama model cannot be trained");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llava  | preprocessor_config.json | /crop_size           | 56                | crop_size: 56, but 42 in vision_config
          llava  | preprocessor_config.json | /do_center_crop      | false             | do_center_crop: false is not supported
          llava  | preprocessor_config.json | /resample            | 1                 | resample: 1 is neither bilinear nor bicubic
          llava  | config.json              | /vision_feature_layer | -9               | vision_feature_layer: -9 is not a layer
          llava  | config.json              | /vision_feature_select_strategy | "full" | vision_feature_select_strategy: 'full' is not supported
          llava  | config.json              | /text_config/model_type | "mistral"      | model_type: 'mistral' is not supported
          llava  | config.json              | /vision_config/hidden_act | "gelu"       | hidden_act: 'gelu' is not supported
          llava  | config.json              | /image_token_index   | 5                 | image_token_index: 5, but in the tokenizer <image> has the id 880
          mllama | preprocessor_config.json | /max_image_tiles     | 2                 | max_image_tiles: 2, but 4 in vision_config
          mllama | preprocessor_config.json | /do_pad              | false             | do_pad: false is not supported
          mllama | config.json              | /vision_config/intermediate_layers_indices | [4] | intermediate_layers_indices: 4 is not one of the 4 layers
          mllama | config.json              | /vision_config/supported_aspect_ratios | [[3, 2]] | supported_aspect_ratios: [3,2] is not an arrangement of at most 4 tiles
          mllama | config.json              | /vision_config/vision_output_dim | 64    | vision_output_dim: 64, but the layers give 96
          mllama | config.json              | /text_config/cross_attention_layers | [5] | cross_attention_layers: 5 is not one of the 5 layers
          """)
  void unsupportedValuesAreRefusedByKey(
      String family, String file, String place, String value, String complaint) throws IOException {
    Map<String, byte[]> files = files(family);
    ObjectNode json = (ObjectNode) JSON.readTree(files.get(file));
    int end = place.lastIndexOf('/');
    ((ObjectNode) json.at(place.substring(0, end)))
        .set(place.substring(end + 1), JSON.readTree(value));
    files.put(file, JSON.writeValueAsBytes(json));
    assertThatThrownBy(() -> processor(files).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void whatDoesNotFitTheMachineIsRefusedWithTheBound() {
    MemoryModel model = new MemoryModel(Map.of(), Map.of());
    Compute compute = Compute.of("cpu", "bfloat16");
    assertThatThrownBy(
            () -> LoadedMemory.requireWeights(21_340_000_000L, 16_000_000_000L, model, compute))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            ": its weights in bfloat16 take 21.3 GB, and this machine has 16.0 GB; ");
    assertThatThrownBy(() -> LoadedMemory.requireLearning(35_200_000_000L, 16_000_000_000L, model))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            ": training all of its weights takes at least 35.2 GB (16 bytes each), and this machine"
                + " has 16.0 GB; train an adapter");
    LoadedMemory.requireWeights(16_000_000_000L, 16_000_000_000L, model, compute);
  }

  /** The weights are never looked at: there are none. */
  @Test
  void aModelLargerThanAnyMachineIsRefusedBeforeItsWeightsAreRead() throws IOException {
    Map<String, byte[]> files = files("llava");
    ObjectNode config = (ObjectNode) JSON.readTree(files.get("config.json"));
    ((ObjectNode) config.path("text_config"))
        .put("hidden_size", 65536)
        .put("intermediate_size", 1 << 20)
        .put("num_hidden_layers", 1000);
    files.put("config.json", JSON.writeValueAsBytes(config));
    MemoryModel model = new MemoryModel(files, Map.of());
    assertThatThrownBy(
            () -> LoadedMemory.requireWeights(Architecture.of(model), model, Compute.cpu()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("use a machine with more memory");
  }

  @Test
  void publishedShapesHaveTheirPublishedNumberOfParameters() {
    Map<String, Double> billions =
        Map.of(
            "llava-1.5-7b", 7.06,
            "llama-3.2-11b-vision", 10.67,
            "mistral-7b", 7.24,
            "qwen2-vl-2b", 2.21,
            "qwen2.5-vl-3b", 3.75);
    assertThat(billions.keySet()).containsExactlyInAnyOrderElementsOf(RandomCheckpoint.PUBLISHED);
    billions.forEach(
        (name, expected) -> {
          byte[] config = RandomCheckpoint.config(name).orElseThrow();
          Map<String, byte[]> files = Map.of("config.json", config);
          double parameters =
              Architecture.of(new MemoryModel(files, Map.of())).shapes().values().stream()
                  .mapToLong(shape -> java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                  .sum();
          assertThat(Math.round(parameters / 1e7) / 100.0).as(name).isEqualTo(expected);
        });
  }
}
