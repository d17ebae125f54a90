package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputRootsTest {

  private static final String YAML =
      """
      model: %1$s/models/tuned
      train_csv: %1$s/data/pmc/train.csv
      test_csv: %1$s/data/pmc/test.csv
      images: %1$s/data/pmc/images
      judges: [{name: semantic, model: %1$s/models/judge}]
      metrics: [{name: similarity, model: %1$s/models/stsb}]
      """;

  @TempDir private Path submitter;
  @TempDir private Path service;

  private Recipe recipe;

  @BeforeEach
  void write() {
    recipe = RecipeReader.parse("r", YAML.formatted(submitter), Job.TRAIN);
  }

  @Test
  void aNamedRecipeHoldsNoPathOfItsMachine() {
    Recipe named = roots(submitter).named(recipe);
    assertThat(named.toYaml()).doesNotContain(submitter.toString());
    assertThat(named.model()).contains(Path.of("tuned"));
    assertThat(named.data().trainCsv()).contains(Path.of("pmc/train.csv"));
    assertThat(named.data().images()).contains(Path.of("pmc/images"));
  }

  @Test
  void anotherMachineFindsTheNamesBelowItsOwnFolders() throws IOException {
    Path tuned = Files.createDirectories(service.resolve("second/tuned"));
    InputRoots there =
        InputRoots.of(
            Map.of(
                InputRoots.MODELS,
                service.resolve("models") + File.pathSeparator + service.resolve("second"),
                InputRoots.DATA,
                service.resolve("data").toString()));
    Recipe found =
        RecipeReader.parse(
            "the definition", roots(submitter).named(recipe).toYaml(), Job.TRAIN, there::find);
    assertThat(found.model()).contains(tuned);
    assertThat(found.data().trainCsv()).contains(service.resolve("data/pmc/train.csv"));
    assertThat(((JudgeFolder) found.scoring().judges().get(0).source()).model())
        .isEqualTo(service.resolve("models/judge"));
    assertThat(((JudgeFolder) found.evaluation().metrics().get(0).source()).model())
        .isEqualTo(service.resolve("models/stsb"));
  }

  @Test
  void whatLiesElsewhereHasNoName() {
    assertThatThrownBy(() -> roots(service).named(recipe))
        .isInstanceOf(RecipeException.class)
        .hasMessageMatching(
            "the recipe, model: .*/models/tuned lies below none of the folders in PRECEPTOR_MODELS"
                + " \\(.*/models\\), so the run's services could not find it; put it there or add its folder");
    assertThatThrownBy(() -> new InputRoots(List.of(), List.of()).named(recipe))
        .hasMessageContaining("PRECEPTOR_MODELS (not set)");
  }

  @Test
  void aNameStaysBelowItsFolder() {
    assertThatThrownBy(
            () ->
                RecipeReader.parse(
                    "the definition",
                    roots(submitter).named(recipe).toYaml().replace("tuned", "a/../../b"),
                    Job.TRAIN,
                    roots(service)::find))
        .hasMessage(
            "the definition, model: a/../../b is no name below the folders in PRECEPTOR_MODELS");
  }

  @Test
  void anAbsolutePathMeansItself() {
    assertThat(RecipeReader.parse("r", recipe.toYaml(), Job.TRAIN, roots(service)::find))
        .isEqualTo(recipe);
  }

  private static InputRoots roots(Path folder) {
    return new InputRoots(List.of(folder.resolve("models")), List.of(folder.resolve("data")));
  }
}
