package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TokenizersTest {

  private static final Path GOLDEN = Path.of("src/test/resources/goldens/qwen2-vl");
  private static final Path TEXTS = GOLDEN.resolveSibling("qwen2-vl-texts/golden.json");
  private static final String IMAGE_PAD = "<|image_pad|>";

  // For the property, which runs hundreds of times.
  private static final Tokenizer SHARED_FAST = fast();
  private static final Tokenizer SHARED_SLOW = without("tokenizer.json");

  private static Map<String, byte[]> files() {
    try (Checkpoint model = Checkpoint.open(GOLDEN)) {
      return new HashMap<>(model.files());
    }
  }

  private static Tokenizer fast() {
    return Tokenizers.from(new MemoryModel(files(), Map.of()));
  }

  private static Tokenizer without(String... names) {
    Map<String, byte[]> files = files();
    files.keySet().removeAll(List.of(names));
    return Tokenizers.from(new MemoryModel(files, Map.of()));
  }

  private static Tokenizer with(Map<String, String> changed, String... without) {
    Map<String, byte[]> files = files();
    files.keySet().removeAll(List.of(without));
    changed.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return Tokenizers.from(new MemoryModel(files, Map.of()));
  }

  private static JsonNode cases() throws IOException {
    return new ObjectMapper().readTree(GOLDEN.resolve("golden.json").toFile()).get("cases");
  }

  private static int[] ids(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /** Ids with an image's one pad written as often as its grid has merged patches. */
  private static int[] expanded(int[] ids, int pad, JsonNode grid) {
    int times = grid.isMissingNode() ? 1 : grid.get(1).asInt() * grid.get(2).asInt() / 4;
    return Arrays.stream(ids)
        .flatMap(id -> IntStream.generate(() -> id).limit(id == pad ? times : 1))
        .toArray();
  }

  private static void assertGolden(Tokenizer tokenizer) throws IOException {
    int pad = tokenizer.idOf(IMAGE_PAD).orElseThrow();
    for (JsonNode one : cases()) {
      int[] prompt = tokenizer.encode(one.get("chat_text").asText());
      assertThat(expanded(prompt, pad, one.path("image_grid_thw")))
          .isEqualTo(ids(one.get("input_ids")));
      assertThat(tokenizer.encode(one.get("completion").asText()))
          .isEqualTo(ids(one.get("completion_ids")));
      if (one.has("greedy_text")) {
        assertThat(tokenizer.decode(ids(one.get("greedy_ids"))))
            .isEqualTo(one.get("greedy_text").asText());
      }
    }
  }

  @Test
  void goldenTextsBecomeGoldenIds() throws IOException {
    try (Tokenizer tokenizer = fast()) {
      assertGolden(tokenizer);
      assertThat(tokenizer.size()).isEqualTo(807);
    }
  }

  @Test
  void vocabularyAndMergesAloneGiveTheSameIds() throws IOException {
    try (Tokenizer all = without("tokenizer.json");
        Tokenizer noAdded = without("tokenizer.json", "added_tokens.json");
        Tokenizer noConfig = without("tokenizer.json", "tokenizer_config.json")) {
      assertGolden(all);
      assertGolden(noAdded);
      assertGolden(noConfig);
      assertThat(noConfig.size()).isEqualTo(807);
    }
  }

  /**
   * Combining marks, joined emoji, right-to-left, NUL, special tokens: tools/goldens/qwen2_vl.py.
   */
  @Test
  void unusualTextsEncodeAndDecodeAsInTransformers() throws IOException {
    JsonNode golden = new ObjectMapper().readTree(TEXTS.toFile());
    assertThat(golden.path("texts")).hasSizeGreaterThan(200);
    assertThat(golden.path("ids")).hasSizeGreaterThan(50);
    for (Tokenizer tokenizer : List.of(SHARED_FAST, SHARED_SLOW)) {
      for (JsonNode one : golden.path("texts")) {
        assertThat(tokenizer.encode(one.path("text").asText()))
            .as(one.toString())
            .isEqualTo(ids(one.path("ids")));
        assertThat(tokenizer.decode(ids(one.path("ids"))))
            .as(one.toString())
            .isEqualTo(one.path("decoded").asText());
      }
      for (JsonNode one : golden.path("ids")) {
        int[] ids = ids(one.path("ids"));
        assertThat(tokenizer.decode(ids))
            .as(one.toString())
            .isEqualTo(one.path("decoded").asText());
        assertThat(tokenizer.decode(ids, false))
            .as(one.toString())
            .isEqualTo(one.path("decoded_whole").asText());
      }
    }
  }

  @Property(tries = 300)
  void bothFormsAgreeOnEveryText(@ForAll @StringLength(max = 60) String text) {
    int[] ids = SHARED_FAST.encode(text);
    assertThat(SHARED_SLOW.encode(text)).isEqualTo(ids);
    assertThat(SHARED_SLOW.decode(ids)).isEqualTo(SHARED_FAST.decode(ids));
  }

  @Test
  void textsDecodeInNfc() {
    try (Tokenizer tokenizer = fast()) {
      for (String text :
          List.of(
              "caf\u00e9 \ud83e\ude7b \u80ba\u90e8\u9634\u5f71\u3002",
              "cafe\u0301",
              " B:Focal\u00a0uptake \r\n\n\t 12.5 %",
              "")) {
        assertThat(tokenizer.decode(tokenizer.encode(text)))
            .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
      }
    }
  }

  @Test
  void invalidUnicodeIsReadAsReplacementCharacters() {
    try (Tokenizer tokenizer = fast()) {
      assertThat(tokenizer.encode("a\ud800b")).isEqualTo(tokenizer.encode("a\ufffdb"));
      assertThat(tokenizer.encode("\udc00")).isEqualTo(tokenizer.encode("\ufffd"));
      assertThat(tokenizer.decode(tokenizer.encode("a\u0000b"))).isEqualTo("a\u0000b");
    }
  }

  @Test
  void specialTokensAreRecognisedSkippedAndShown() {
    try (Tokenizer tokenizer = fast()) {
      int[] ids = tokenizer.encode("a<|im_end|>" + IMAGE_PAD);
      assertThat(ids).hasSize(3);
      assertThat(ids[2]).isEqualTo(tokenizer.idOf(IMAGE_PAD).orElseThrow());
      assertThat(tokenizer.decode(ids)).isEqualTo("a");
      assertThat(tokenizer.decode(ids, false)).isEqualTo("a<|im_end|>" + IMAGE_PAD);
      assertThat(tokenizer.idOf("no such token")).isEmpty();
    }
  }

  @Test
  void anUnknownIdDecodesToTheEmptyString() {
    try (Tokenizer tokenizer = fast()) {
      int a = tokenizer.encode("a")[0];
      int[] ids = {a, tokenizer.size(), a, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 831, a};
      assertThat(tokenizer.decode(ids)).isEqualTo("aaa");
      assertThat(tokenizer.decode(new int[] {900})).isEmpty();
      assertThat(tokenizer.decode(new int[0])).isEmpty();
    }
  }

  @Test
  void longTextsAreNeitherTruncatedNorPadded() {
    try (Tokenizer tokenizer = fast()) {
      assertThat(tokenizer.encode("a ".repeat(5000)).length).isGreaterThan(5000);
    }
  }

  @Test
  void cleaningUpRemovesSpacesBeforePunctuation() {
    try (Tokenizer tokenizer =
        with(Map.of("tokenizer_config.json", "{\"clean_up_tokenization_spaces\": true}"))) {
      assertThat(tokenizer.decode(tokenizer.encode("the lung , it 's clear .")))
          .isEqualTo("the lung, it's clear.");
    }
  }

  @Test
  void errorsNameUnusableFiles() {
    assertThatThrownBy(() -> without("tokenizer.json", "merges.txt"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no tokenizer (neither ");
    assertThatThrownBy(() -> with(Map.of("tokenizer.json", "{\"model\": {}}")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tokenizer.json");
    assertThatThrownBy(
            () ->
                with(
                    Map.of(
                        "tokenizer.json",
                        "{\"model\": {\"type\": \"Novel\", \"vocab\": {\"a\": 0}}}")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the tokenizer cannot be loaded");
    assertThatThrownBy(() -> with(Map.of("tokenizer.json", "{\"model\": {\"vocab\": {\"a")))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "tokenizer.json: the tokenizer cannot be read (Unexpected end-of-input in field name);"
                + " fetch it again");
    assertThatThrownBy(() -> with(Map.of("merges.txt", "a b c\n"), "tokenizer.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("merges.txt, line 1");
    assertThatThrownBy(() -> with(Map.of("merges.txt", "zz yy\n"), "tokenizer.json"))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(
            () -> with(Map.of("added_tokens.json", "{\"<|far|>\": 2000}"), "tokenizer.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("<|far|>");
    assertThatThrownBy(() -> with(Map.of("vocab.json", "{\"a\": -1}"), "tokenizer.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vocab.json");
    assertThatThrownBy(
            () ->
                with(
                    Map.of("tokenizer_config.json", "{\"tokenizer_class\": \"GPT2Tokenizer\"}"),
                    "tokenizer.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("GPT2Tokenizer");
  }
}
