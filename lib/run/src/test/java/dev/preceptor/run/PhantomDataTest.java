package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
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

  @Test
  void theStatementsHaveTheStylesOfTheRecipe() throws IOException {
    Path file = folder.resolve("judge.yaml");
    Files.writeString(
        file,
        "model: .\nprompt_template: judge\nphantom: {train: 6, test: 2, styles: {rambling: 1}}\n");
    Path data = folder.resolve("data");
    Recipe judge = PhantomData.in(data, RecipeReader.read(file, Job.SFT, List.of()));

    PhantomData.fill(judge, data, said -> {});

    List<String> rows = Files.readAllLines(data.resolve("train.csv"));
    assertThat(rows.subList(1, rows.size()))
        .hasSize(6)
        .filteredOn(row -> row.contains("No: rambling"))
        .hasSize(3);
  }
}
