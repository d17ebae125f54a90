package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs keep their resolved recipe in a file and in a topic. The texts here were written by the
 * hand-made writer of before recipes were bound by Jackson.
 */
class ResolvedRecipesTest {

  @ParameterizedTest
  @CsvSource({"resolved-train.yaml, TRAIN", "resolved-sft.yaml, SFT"})
  void theRecipesOfEarlierRunsAreReadAndWrittenAsTheyWere(String file, Job job) throws IOException {
    String yaml;
    try (var in = ResolvedRecipesTest.class.getResourceAsStream(file)) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Recipe recipe = RecipeReader.parse(file, yaml, job);
    assertThat(recipe.toYaml()).isEqualTo(yaml);
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), job)).isEqualTo(recipe);
  }
}
