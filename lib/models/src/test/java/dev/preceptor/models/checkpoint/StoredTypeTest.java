package dev.preceptor.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredTypeTest {

  private static Map<String, byte[]> files(String config) {
    return Map.of(
        "config.json", config.getBytes(StandardCharsets.UTF_8), "merges.txt", new byte[] {1});
  }

  private static String told(String config, DType dtype) {
    byte[] bytes = StoredType.told(files(config), dtype).get("config.json");
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\s", "");
  }

  @Test
  void theTypeIsToldWhereverAConfigurationTellsIt() {
    assertThat(told("{\"torch_dtype\": \"bfloat16\", \"a\": 1}", DType.F32))
        .isEqualTo("{\"torch_dtype\":\"float32\",\"a\":1}");
    assertThat(
            told("{\"dtype\": \"float32\", \"text_config\": {\"dtype\": \"float32\"}}", DType.BF16))
        .isEqualTo("{\"dtype\":\"bfloat16\",\"text_config\":{\"dtype\":\"bfloat16\"}}");
    // transformers would load the vision tower in a type of its own
    assertThat(
            told(
                "{\"dtype\": \"float32\", \"vision_config\": {\"dtype\": \"bfloat16\"}}",
                DType.F32))
        .isEqualTo("{\"dtype\":\"float32\",\"vision_config\":{\"dtype\":\"float32\"}}");
  }

  @Test
  void filesThatTellItAlreadyStayAsTheyAre() {
    Map<String, byte[]> files = files("{ \"torch_dtype\" : \"bfloat16\" }");
    assertThat(StoredType.told(files, DType.BF16)).isSameAs(files);
    Map<String, byte[]> silent = files("{ \"a\": 1}");
    assertThat(StoredType.told(silent, DType.F32)).isSameAs(silent);
  }
}
