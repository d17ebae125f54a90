package dev.preceptor.vqa.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhantomTokenizerTest {

  @Test
  void theInitialModelHasThisTokenizer() throws IOException {
    Path folder = Path.of("../..", "recipes", "phantom-init");
    for (Map.Entry<String, byte[]> file : PhantomTokenizer.files().entrySet()) {
      assertThat(folder.resolve(file.getKey())).hasBinaryContent(file.getValue());
    }
  }

  @Test
  void everyAnswerOfOneWordIsOneToken() {
    String vocabulary =
        new String(PhantomTokenizer.files().get("vocab.json"), StandardCharsets.UTF_8);
    for (Family family : Family.values()) {
      for (String answer : family.answers()) {
        if (!answer.contains("-")) {
          assertThat(vocabulary).contains("\"Ġ" + answer + "\"").contains("\":" + answer + "\"");
        }
      }
    }
    assertThat(vocabulary.lines().count()).isLessThan(1024);
  }
}
