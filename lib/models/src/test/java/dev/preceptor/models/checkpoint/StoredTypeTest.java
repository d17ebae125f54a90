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

  private static String withType(String config, DType dtype) {
    byte[] bytes = StoredType.withType(files(config), dtype).get("config.json");
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\s", "");
  }

  @Test
  void theTypeIsSetWhereverAConfigurationNamesOne() {
    assertThat(withType("{\"torch_dtype\": \"bfloat16\", \"a\": 1}", DType.F32))
        .isEqualTo("{\"torch_dtype\":\"float32\",\"a\":1}");
    assertThat(
            withType(
                "{\"dtype\": \"float32\", \"text_config\": {\"dtype\": \"float32\"}}", DType.BF16))
        .isEqualTo("{\"dtype\":\"bfloat16\",\"text_config\":{\"dtype\":\"bfloat16\"}}");
    // transformers would load the vision tower in its own type
    assertThat(
            withType(
                "{\"dtype\": \"float32\", \"vision_config\": {\"dtype\": \"bfloat16\"}}",
                DType.F32))
        .isEqualTo("{\"dtype\":\"float32\",\"vision_config\":{\"dtype\":\"float32\"}}");
  }

  @Test
  void filesThatNeedNoChangeAreReturnedUnchanged() {
    Map<String, byte[]> files = files("{ \"torch_dtype\" : \"bfloat16\" }");
    assertThat(StoredType.withType(files, DType.BF16)).isSameAs(files);
    Map<String, byte[]> untyped = files("{ \"a\": 1}");
    assertThat(StoredType.withType(untyped, DType.F32)).isSameAs(untyped);
  }
}
