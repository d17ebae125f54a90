package dev.preceptor.models.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageProcessorTest {

  private static final Path GOLDEN = Path.of("src/test/resources/goldens/qwen2-vl");

  /** One grey level after normalisation, by which JPEG decoders may differ. */
  private static final double GREY_LEVEL = 1 / 255.0 / 0.26;

  private static Qwen2VlImageProcessor processor(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Qwen2VlImageProcessor.from(
        new MemoryModel(Map.of("preprocessor_config.json", bytes), Map.of()));
  }

  @Test
  void everyGoldenImageBecomesTheGoldenPatches() throws Exception {
    JsonNode cases =
        new ObjectMapper().readTree(GOLDEN.resolve("golden.json").toFile()).get("cases");
    int images = 0;
    try (Checkpoint model = Checkpoint.open(GOLDEN);
        SafetensorsFile golden = SafetensorsFile.open(GOLDEN.resolve("golden.safetensors"))) {
      Qwen2VlImageProcessor processor = Qwen2VlImageProcessor.from(model);
      for (JsonNode one : cases) {
        if (!one.path("image").isTextual()) {
          continue;
        }
        String name = one.get("image").asText();
        Patches patches = processor.patches(processor.fit(Image.read(GOLDEN.resolve(name))));
        JsonNode grid = one.get("image_grid_thw");
        assertThat(patches.grid())
            .isEqualTo(
                new ImageGrid(grid.get(0).asInt(), grid.get(1).asInt(), grid.get(2).asInt()));
        FloatBuffer expected = golden.tensor(name + ".pixel_values").data().asFloatBuffer();
        assertThat(patches.values()).hasSize(expected.remaining());
        int off = 0;
        for (float value : patches.values()) {
          double difference = Math.abs(value - expected.get());
          assertThat(difference).as(name).isLessThanOrEqualTo(2 * GREY_LEVEL + 1e-5);
          if (difference > 1e-5) {
            off++;
          }
        }
        assertThat(off).as(name).isLessThanOrEqualTo(patches.values().length / 100);
        images++;
      }
    }
    assertThat(images).isGreaterThanOrEqualTo(7);
  }

  @Test
  void oddSizesBecomeTransformersPatchesBitForBit() throws Exception {
    for (JsonNode one : ImageTest.expected().get("processed")) {
      Qwen2VlImageProcessor processor =
          processor("{}")
              .withPixels(one.get("min_pixels").asLong(), one.get("max_pixels").asLong());
      JsonNode from = one.get("from");
      Image image = ImageTest.formula(from.get(0).asInt(), from.get(1).asInt());
      assertPatches(processor.patches(processor.fit(image)), one);
    }
  }

  /** Palettes, interlacing, 16 bits, alpha, one pixel, EXIF orientation. */
  @Test
  void everyKindOfFileBecomesTransformersPatchesBitForBit() throws Exception {
    JsonNode files = ImageTest.expected().get("processed_files");
    assertThat(files).hasSizeGreaterThan(20);
    Qwen2VlImageProcessor processor = processor("{\"min_pixels\": 784, \"max_pixels\": 7840}");
    for (JsonNode one : files) {
      Image image = Image.read(ImageTest.IMAGES.resolve(one.get("name").asText()));
      assertPatches(processor.patches(processor.fit(image)), one);
    }
  }

  private static void assertPatches(Patches patches, JsonNode expected) throws Exception {
    JsonNode grid = expected.get("grid");
    assertThat(patches.grid())
        .as(expected.toString())
        .isEqualTo(new ImageGrid(grid.get(0).asInt(), grid.get(1).asInt(), grid.get(2).asInt()));
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * patches.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(patches.values());
    assertThat(ImageTest.sha256(bytes.array()))
        .as(expected.toString())
        .isEqualTo(expected.get("pixel_values").asText());
  }

  @Test
  void smartResizeIsTransformers() throws Exception {
    for (JsonNode row : ImageTest.expected().get("smart_resize")) {
      SmartResize size =
          SmartResize.of(
              row.get(0).asInt(), row.get(1).asInt(), 28, row.get(2).asLong(), row.get(3).asLong());
      assertThat(size)
          .as(row.toString())
          .isEqualTo(new SmartResize(row.get(4).asInt(), row.get(5).asInt()));
    }
  }

  @Test
  void anImageThatTransformersRefusesIsRefused() throws Exception {
    Qwen2VlImageProcessor processor = processor("{}");
    assertThat(processor.fit(ImageTest.formula(1, 200)).width()).isEqualTo(28);
    for (JsonNode refused : ImageTest.expected().get("refused")) {
      int width = refused.get(0).asInt();
      int height = refused.get(1).asInt();
      assertThatThrownBy(() -> processor.fit(ImageTest.formula(width, height)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(width + " x " + height);
    }
  }

  @Test
  void boundsAreReadInBothForms() {
    Qwen2VlImageProcessor published =
        processor("{\"size\": {\"shortest_edge\": 3136, \"longest_edge\": 12845056}}");
    assertThat(published.minPixels()).isEqualTo(3136);
    assertThat(published.maxPixels()).isEqualTo(12845056);
    Qwen2VlImageProcessor both =
        processor(
            "{\"min_pixels\": 784, \"max_pixels\": 1568, \"size\": {\"shortest_edge\": 1,"
                + " \"longest_edge\": 2}}");
    assertThat(both.minPixels()).isEqualTo(784);
    assertThat(both.maxPixels()).isEqualTo(1568);
    byte[] nested =
        "{\"image_processor\": {\"max_pixels\": 5000}}".getBytes(StandardCharsets.UTF_8);
    MemoryModel model = new MemoryModel(Map.of("processor_config.json", nested), Map.of());
    assertThat(Qwen2VlImageProcessor.from(model).maxPixels()).isEqualTo(5000);
  }

  /** Both forms where a file has both; the slow image processor reads no other than the first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"min_pixels": 9, "max_pixels": 9999}                       | {"min_pixels":784,"max_pixels":3136}
          {"size": {"shortest_edge": 9, "longest_edge": 9999}}        | {"size":{"shortest_edge":784,"longest_edge":3136},"min_pixels":784,"max_pixels":3136}
          {"min_pixels": 9, "max_pixels": 9999, "size": {"shortest_edge": 1, "longest_edge": 2}} | {"min_pixels":784,"max_pixels":3136,"size":{"shortest_edge":784,"longest_edge":3136}}
          {"min_pixels": 9, "max_pixels": 9999, "size": {"min_pixels": 9, "max_pixels": 9999}}     | {"min_pixels":784,"max_pixels":3136,"size":{"min_pixels":784,"max_pixels":3136}}
          {"merge_size": 2}                                         | {"merge_size":2,"min_pixels":784,"max_pixels":3136}
          """)
  void boundsAreWrittenInEveryFormOfTheFile(String before, String after) throws Exception {
    ObjectMapper json = new ObjectMapper();
    for (boolean nested : new boolean[] {false, true}) {
      String file = nested ? "processor_config.json" : "preprocessor_config.json";
      String text = nested ? "{\"image_processor\": " + before + "}" : before;
      MemoryModel model =
          new MemoryModel(Map.of(file, text.getBytes(StandardCharsets.UTF_8)), Map.of());
      Qwen2VlImageProcessor trained = Qwen2VlImageProcessor.from(model).withPixels(784, 3136);
      MemoryModel written = new MemoryModel(trained.written(model), Map.of());
      JsonNode config = json.readTree(written.files().get(file));
      assertThat(nested ? config.get("image_processor") : config).isEqualTo(json.readTree(after));
      assertThat(Qwen2VlImageProcessor.from(written).minPixels()).isEqualTo(784);
      assertThat(Qwen2VlImageProcessor.from(written).maxPixels()).isEqualTo(3136);
      assertThat(trained.written(written).get(file)).isEqualTo(written.files().get(file));
    }
  }

  @Test
  void filesThatHaveTheBoundsAlreadyKeepTheirBytes() {
    byte[] text = "{ \"max_pixels\":5000 }".getBytes(StandardCharsets.UTF_8);
    MemoryModel model = new MemoryModel(Map.of("preprocessor_config.json", text), Map.of());
    assertThat(Qwen2VlImageProcessor.from(model).written(model).get("preprocessor_config.json"))
        .isEqualTo(text);
  }

  @Test
  void errorsForUnusableConfigurationsNameTheValue() {
    assertThatThrownBy(() -> processor("{\"patch_size\": 0}"))
        .hasMessageContaining("patch_size: 0");
    assertThatThrownBy(() -> processor("{\"max_pixels\": 1000000000000}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1000000000000");
    assertThatThrownBy(() -> processor("{\"resample\": 0}")).hasMessageContaining("resample: 0");
    assertThatThrownBy(() -> processor("{\"image_std\": [0, 1, 1]}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("image_std: 0.0");
    assertThatThrownBy(() -> processor("{\"image_mean\": [0, 1]}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("image_mean");
    assertThatThrownBy(() -> processor("{}").withPixels(10, 5)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Qwen2VlImageProcessor.from(new MemoryModel(Map.of(), Map.of())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("preprocessor_config.json");
  }

  @Test
  void aFittedImageIsNotResized() {
    Qwen2VlImageProcessor processor = processor("{}");
    Image fitted = processor.fit(ImageTest.formula(333, 499));
    assertThat(processor.fit(fitted)).isSameAs(fitted);
    assertThatThrownBy(() -> processor.patches(ImageTest.formula(29, 28)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("29 x 28");
  }
}
