package dev.preceptor.models.qwen2vl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.language.TokenizedPrompt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reference results of transformers 4.57.1 and TRL 0.25.1 on tiny random checkpoints. */
public final class Goldens {

  /** A tiny random Qwen2-VL and transformers' results on it. */
  public static final Path QWEN2_VL = Path.of("src/test/resources/goldens/qwen2-vl");

  /** One optimizer step of TRL on it. */
  public static final Path TRL_STEP = Path.of("src/test/resources/goldens/trl-step");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Goldens() {}

  public static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Stream<JsonNode> cases() {
    JsonNode cases = json(QWEN2_VL.resolve("golden.json")).path("cases");
    return StreamSupport.stream(cases.spliterator(), false);
  }

  /** The prompt of a case, with the ids and the pixel values that transformers made. */
  public static TokenizedPrompt prompt(JsonNode golden) {
    return prompt(golden.path("input_ids"), golden.path("image").asText(null));
  }

  /** A prompt by its ids and the name of its image, which may be null. */
  public static TokenizedPrompt prompt(JsonNode inputIds, String image) {
    int[] ids = integers(inputIds).stream().mapToInt(Integer::intValue).toArray();
    if (image == null || image.equals("null")) {
      return new TokenizedPrompt(ids, 0, Optional.empty());
    }
    JsonNode golden =
        cases().filter(c -> c.path("image").asText().equals(image)).findFirst().orElseThrow();
    JsonNode thw = golden.path("image_grid_thw");
    ImageGrid grid = new ImageGrid(thw.path(0).asInt(), thw.path(1).asInt(), thw.path(2).asInt());
    float[] pixels = tensor(image + ".pixel_values");
    int start = 0;
    while (ids[start] != 805) {
      start++;
    }
    return new TokenizedPrompt(ids, start, Optional.of(new Patches(pixels, grid)));
  }

  /** A float32 tensor of golden.safetensors. */
  public static float[] tensor(String name) {
    try {
      ByteBuffer file =
          ByteBuffer.wrap(Files.readAllBytes(QWEN2_VL.resolve("golden.safetensors")))
              .order(ByteOrder.LITTLE_ENDIAN);
      int header = (int) file.getLong();
      String json = StandardCharsets.UTF_8.decode(file.slice(8, header)).toString();
      JsonNode offsets = JSON.readTree(json).path(name).path("data_offsets");
      int from = offsets.path(0).asInt();
      float[] out = new float[(offsets.path(1).asInt() - from) / 4];
      file.slice(8 + header + from, out.length * 4)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(out);
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Integer> integers(JsonNode array) {
    List<Integer> out = new ArrayList<>();
    array.forEach(n -> out.add(n.asInt()));
    return out;
  }

  /** Token ids. */
  public static int[] ids(JsonNode array) {
    return integers(array).stream().mapToInt(Integer::intValue).toArray();
  }

  public static float[] floats(JsonNode array) {
    float[] out = new float[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) array.path(i).asDouble();
    }
    return out;
  }

  public static long[] longs(JsonNode array) {
    return integers(array).stream().mapToLong(Integer::longValue).toArray();
  }
}
