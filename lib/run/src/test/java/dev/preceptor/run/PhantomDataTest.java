package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.StyleKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomDataTest {

  @TempDir Path folder;

  @Test
  void theDemonstrationsHaveTheStylesAndTagsOfTheRecipe() throws IOException {
    StyleKeys glances = new StyleKeys(0, 1, 0, 0, 0, 0);
    PhantomData.generate(
        new PhantomKeys(6, 1, 56, 3, 0, Optional.of(glances)), folder.resolve("data"));

    List<String> rows = Files.readAllLines(folder.resolve("data/train.csv"));
    assertThat(rows.subList(1, rows.size()))
        .hasSize(6)
        .allSatisfy(
            row ->
                assertThat(row)
                    .matches(".*<think>[A-Za-z ]+: [A-Za-z-]+ [A-D]\\. Answer: [A-D]\\."));
  }
}
