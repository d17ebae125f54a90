package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model folder is held against itself. */
class ModelFolderTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, HostTensor> tensors = new HashMap<>();

  private void read(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(name))) {
      files.putAll(checkpoint.files());
      checkpoint.tensorNames().forEach(tensor -> tensors.put(tensor, checkpoint.tensor(tensor)));
    }
  }

  private void require() {
    LanguageModel.require(new MemoryModel(files, tensors));
  }

  private ObjectNode json(String file) throws IOException {
    return files.containsKey(file)
        ? (ObjectNode) JSON.readTree(files.get(file))
        : JSON.createObjectNode();
  }

  /** Sets a value in a file; {@code -} removes it. */
  private void set(String file, String path, String value) throws IOException {
    ObjectNode root = json(file);
    ObjectNode place = root;
    String[] keys = path.split("\\.");
    for (int i = 0; i + 1 < keys.length; i++) {
      place = (ObjectNode) place.get(keys[i]);
    }
    String key = keys[keys.length - 1];
    if (value.equals("-")) {
      place.remove(key);
    } else {
      place.set(key, JSON.readTree(value));
    }
    files.put(file, root.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::require)
        .isInstanceOf(InputException.class)
        .hasMessageNotContaining("\n")
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2-vl", "mistral", "biogpt"})
  void aFolderOfOneModelIsAccepted(String name) {
    read(name);
    assertThatCode(this::require).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          preprocessor_config.json | patch_size           | 16             | preprocessor_config.json, patch_size: 16, but 14 in vision_config
          preprocessor_config.json | merge_size           | 1              | preprocessor_config.json, merge_size: 1, but 2 in vision_config of config.json (spatial_merge_size)
          preprocessor_config.json | temporal_patch_size  | 1              | preprocessor_config.json, temporal_patch_size: 1, but 2 in
          preprocessor_config.json | min_pixels           | "3136"         | preprocessor_config.json, min_pixels: "3136" is not a number
          preprocessor_config.json | max_pixels           | 12544.5        | preprocessor_config.json, max_pixels: 12544.5 is not a number
          config.json              | vision_config.patch_size         | 16 | preprocessor_config.json, patch_size: 14, but 16 in vision_config
          config.json              | vision_config.spatial_merge_size | 4  | preprocessor_config.json, merge_size: 2, but 4 in vision_config
          config.json              | vision_config.in_chans           | 1  | in_chans: 1, but images have 3 colours
          config.json              | vision_config.depth              | 9  | the checkpoint has no weight visual.blocks.
          config.json              | vocab_size           | 700            | the embedding has 700 rows
          config.json              | vocab_size           | 900            | weight model.embed_tokens.weight has the shape [832, 96], but config.json implies [900, 96]
          config.json              | intermediate_size    | 100            | mlp.gate_proj.weight has the shape
          config.json              | num_hidden_layers    | 9              | the checkpoint has no weight model.layers.
          config.json              | tie_word_embeddings  | false          | no weight lm_head.weight; it may be incomplete, fetch it again, or correct tie_word_embeddings
          config.json              | image_token_id       | 5              | config.json, image_token_id: 5, but in the tokenizer <|image_pad|> has the id
          config.json              | vision_start_token_id | 5             | config.json, vision_start_token_id: 5, but in the tokenizer <|vision_start|> has the id
          config.json              | eos_token_id         | 832            | config.json, eos_token_id: 832 is not the id of a token; the embedding has 832 rows
          config.json              | bos_token_id         | -1             | config.json, bos_token_id: -1 is not the id of a token
          config.json              | video_token_id       | 99999          | config.json, video_token_id: 99999 is not the id of a token
          generation_config.json   | eos_token_id         | [5, 832]       | generation_config.json, eos_token_id: 832 is not the id of a token
          generation_config.json   | eos_token_id         | -1             | generation_config.json, eos_token_id: '-1' is not the id of a token
          generation_config.json   | eos_token_id         | [5, 4194304]   | generation_config.json, eos_token_id: 4194304 is too large; use at most 4194303
          generation_config.json   | eos_token_id         | "5"            | generation_config.json, eos_token_id: "5" is not the id of a token
          generation_config.json   | pad_token_id         | 832            | generation_config.json, pad_token_id: 832 is not the id of a token
          """)
  void aFileThatContradictsAnotherIsRefused(String file, String key, String value, String complaint)
      throws IOException {
    read("qwen2-vl");
    set(file, key, value);
    assertRefused(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generation_config.json   | pad_token_id | -1
          generation_config.json   | pad_token_id | null
          preprocessor_config.json | max_pixels   | null
          preprocessor_config.json | min_pixels   | 784.0
          """)
  void aValueThatSaysNothingContradictsNothing(String file, String key, String value)
      throws IOException {
    read("qwen2-vl");
    set(file, key, value);
    assertThatCode(this::require).doesNotThrowAnyException();
  }

  /** transformers: "size must contain 'shortest_edge' and 'longest_edge' keys." */
  @Test
  void aSizeThatLeavesABoundOpenIsRefused() throws IOException {
    read("qwen2-vl");
    String legacy = "{\"min_pixels\": 784, \"max_pixels\": 7840}";
    set("preprocessor_config.json", "min_pixels", "784");
    set("preprocessor_config.json", "max_pixels", "7840");
    set("preprocessor_config.json", "size", legacy);
    assertThatCode(this::require).doesNotThrowAnyException();
    set("preprocessor_config.json", "max_pixels", "-");
    assertRefused(
        "preprocessor_config.json, size: {\"min_pixels\":784,\"max_pixels\":7840} has no"
            + " longest_edge and there is no max_pixels beside it");
  }

  @Test
  void aTokenWithoutARowInTheEmbeddingIsRefused() throws IOException {
    read("qwen2-vl");
    ObjectNode tokenizer = json("tokenizer.json");
    ObjectNode added = ((ObjectNode) tokenizer.withArray("added_tokens").get(0)).deepCopy();
    added.put("id", 832).put("content", "<|lesion|>");
    tokenizer.withArray("added_tokens").add(added);
    files.put("tokenizer.json", tokenizer.toString().getBytes(StandardCharsets.UTF_8));
    assertRefused("the tokenizer has ids up to 832, but the embedding has 832 rows");
  }

  @Test
  void aTokenizerWithoutTheImagesPlaceholderIsRefused() {
    read("qwen2-vl");
    String text = new String(files.get("tokenizer.json"), StandardCharsets.UTF_8);
    files.put(
        "tokenizer.json",
        text.replace("<|image_pad|>", "<|other_pad|>").getBytes(StandardCharsets.UTF_8));
    assertRefused("image_token_id", "there is no <|image_pad|>");
  }

  @Test
  void weightsThatCannotBeComputedWithAreRefused() {
    read("mistral");
    tensors.put(
        "model.norm.weight",
        new HostTensor(
            DType.I8,
            tensors.get("model.norm.weight").shape(),
            ByteBuffer.allocate((int) tensors.get("model.norm.weight").elements())));
    assertRefused("weight model.norm.weight has the type I8, which is not supported");
  }

  @Test
  void tensorsThatNobodyNeedsAreIgnored() {
    read("mistral");
    tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", tensors.get("model.norm.weight"));
    assertThatCode(this::require).doesNotThrowAnyException();
    MemoryModel model = new MemoryModel(files, tensors);
    assertThat(Weights.unused(Architecture.of(model), model))
        .containsExactly("model.layers.0.self_attn.rotary_emb.inv_freq");
  }
}
