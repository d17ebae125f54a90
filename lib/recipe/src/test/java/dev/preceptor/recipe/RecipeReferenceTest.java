package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RecipeReferenceTest {

  @Test
  void thePageSaysWhatTheKeysDeclare() throws IOException {
    String page = Files.readString(Path.of("../..", "docs", "reference", "recipe.md"));
    assertThat(page)
        .as("run: ./preceptor recipe keys --markdown > docs/reference/recipe.md")
        .isEqualTo(RecipeReference.markdown(RecipeKey.all()) + "\n");
  }
}
