package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.Qwen2VlImageProcessor;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every number of a model's small files, replaced by hostile ones: the file is either refused in
 * one line or read without reserving memory by that number.
 */
class HostileNumbersTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> HOSTILE =
      List.of("2147483647", "1000000", "-1", "-2147483648", "99999999999999999999", "1e308", "0");

  /** Layers of any published model take far fewer. */
  private static final int MAX_WEIGHTS = 50_000;

  @ParameterizedTest
  @ValueSource(strings = {"qwen2-vl", "mistral", "biogpt"})
  void noNumberOfAConfigurationMakesManyWeights(String family) throws IOException {
    forEachHostileConfiguration(
        family,
        model -> {
          Architecture architecture = Architecture.of(model);
          assertThat(architecture.shapes()).hasSizeLessThan(MAX_WEIGHTS);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2-vl", "mistral", "biogpt"})
  void noNumberOfAConfigurationDrawsWeightsWithoutBound(String family) throws IOException {
    forEachHostileConfiguration(
        family,
        model -> {
          if (bytes(Architecture.of(model)) > Runtime.getRuntime().maxMemory()) {
            assertThatThrownBy(() -> RandomWeights.draw(model.files(), 1))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("config.json: ");
          }
        });
  }

  private static void forEachHostileConfiguration(String family, Consumer<MemoryModel> read)
      throws IOException {
    var files = new HashMap<>(Checkpoint.smallFiles(GOLDENS.resolve(family)));
    files.remove("generation_config.json");
    forEachHostileNumber(files, "config.json", read);
  }

  private static double bytes(Architecture architecture) {
    double bytes = 0;
    for (long[] shape : architecture.shapes().values()) {
      double elements = 1;
      for (long side : shape) {
        elements *= side;
      }
      bytes += Float.BYTES * elements;
    }
    return bytes;
  }

  /** The number that was seen to exhaust the heap. */
  @Test
  void aHugeNumberOfLayersIsRefusedInOneLine() {
    for (String family : List.of("qwen2-vl", "mistral", "biogpt")) {
      var files = new HashMap<>(Checkpoint.smallFiles(GOLDENS.resolve(family)));
      files.compute(
          "config.json",
          (name, bytes) -> {
            try {
              ObjectNode config = (ObjectNode) JSON.readTree(bytes);
              return JSON.writeValueAsBytes(config.put("num_hidden_layers", Integer.MAX_VALUE));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThatThrownBy(() -> Architecture.of(new MemoryModel(files, Map.of())))
          .isInstanceOf(InputException.class)
          .hasMessage("config.json, num_hidden_layers: 2147483647 is too large; use at most 1024");
    }
  }

  @Test
  void noNumberOfAProcessorMakesALargeImage() throws IOException {
    var files = new HashMap<>(Checkpoint.smallFiles(GOLDENS.resolve("qwen2-vl")));
    byte[] rgb = new byte[3 * 60 * 40];
    forEachHostileNumber(
        files,
        "preprocessor_config.json",
        model -> {
          Qwen2VlImageProcessor processor = Qwen2VlImageProcessor.from(model);
          Image fitted = processor.fit(new Image(60, 40, rgb));
          assertThat((long) fitted.width() * fitted.height())
              .isLessThanOrEqualTo(processor.maxPixels());
          processor.patches(fitted);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qwen2-vl vocab.json",
        "qwen2-vl added_tokens.json",
        "qwen2-vl tokenizer_config.json",
        "mistral tokenizer_config.json",
        "mistral tokenizer.json",
        "biogpt vocab.json",
        "biogpt tokenizer_config.json"
      })
  void noNumberOfATokenizerReservesMemory(String familyAndFile) throws IOException {
    String[] words = familyAndFile.split(" ");
    var files = new HashMap<>(Checkpoint.smallFiles(GOLDENS.resolve(words[0])));
    if (words[0].equals("qwen2-vl")) {
      files.remove("tokenizer.json");
    }
    forEachHostileNumber(
        files,
        words[1],
        model -> {
          try (Tokenizer tokenizer = Tokenizers.from(model)) {
            assertThat(tokenizer.encode("a lung").length).isLessThan(20);
          }
        });
  }

  /**
   * Replaces one number at a time; of many siblings only the first few, which are all alike.
   *
   * @param read reads the model; may refuse it
   */
  private static void forEachHostileNumber(
      Map<String, byte[]> files, String file, Consumer<MemoryModel> read) throws IOException {
    JsonNode original = JSON.readTree(files.get(file));
    List<List<String>> places = new ArrayList<>();
    collect(original, List.of(), places);
    assertThat(places).isNotEmpty();
    int refused = 0;
    for (List<String> place : places) {
      for (String hostile : HOSTILE) {
        JsonNode changed = original.deepCopy();
        put(changed, place, JSON.readTree(hostile));
        Map<String, byte[]> all = new HashMap<>(files);
        all.put(file, JSON.writeValueAsBytes(changed));
        try {
          read.accept(new MemoryModel(all, Map.of()));
        } catch (InputException e) {
          refused++;
          assertThat(e.getMessage()).as(place + " " + hostile).doesNotContain("\n");
        }
      }
    }
    assertThat(refused > 0).isEqualTo(!file.equals("tokenizer_config.json"));
  }

  private static void collect(JsonNode node, List<String> place, List<List<String>> places) {
    if (node.isNumber()) {
      places.add(place);
    }
    int taken = 0;
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (taken++ < 25) {
        collect(entry.getValue(), plus(place, entry.getKey()), places);
      }
    }
    for (int i = 0; i < Math.min(3, node.isArray() ? node.size() : 0); i++) {
      collect(node.get(i), plus(place, String.valueOf(i)), places);
    }
  }

  private static List<String> plus(List<String> place, String step) {
    List<String> longer = new ArrayList<>(place);
    longer.add(step);
    return longer;
  }

  private static void put(JsonNode root, List<String> place, JsonNode value) {
    JsonNode node = root;
    for (String step : place.subList(0, place.size() - 1)) {
      node = node.isArray() ? node.get(Integer.parseInt(step)) : node.get(step);
    }
    String last = place.get(place.size() - 1);
    if (node instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), value);
    } else {
      ((ObjectNode) node).set(last, value);
    }
  }
}
