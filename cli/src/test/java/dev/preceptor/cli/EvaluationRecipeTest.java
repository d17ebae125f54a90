package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code preceptor eval RECIPE}. */
class EvaluationRecipeTest {

  private static final Path TWINS = Path.of("../recipes/paper-phantom");
  private static final List<String> FEW =
      List.of("--set", "phantom.test=6", "--set", "max_completion_length=24");

  @TempDir Path folder;

  private static Executed few(Path recipe, String... more) {
    List<Object> arguments = new ArrayList<>(List.of("eval", recipe));
    arguments.addAll(FEW);
    arguments.addAll(List.of(more));
    return preceptor(arguments.toArray());
  }

  /** The folders of questions that are there. */
  private static List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("phantom")).toList();
    }
  }

  @Test
  void aRecipeMeansWhatTheOptionsMean() throws IOException {
    List<Path> before = leftovers();
    String metrics =
        "metrics=[{name: similarity, model: %s}, {name: perplexity, model: %s}]"
            .formatted(TestFiles.STSB_ROBERTA, TestFiles.BIOGPT);
    JsonNode recipe =
        few(
                TWINS.resolve("qwen2_vl_eval.yaml"),
                "--json",
                "--set",
                metrics,
                "--set",
                "graders=[medvint]")
            .json();
    assertThat(leftovers()).isEqualTo(before);
    preceptor("phantom", "--out", folder, "--train", 9, "--test", 6, "--seed", 1, "--size", 112);
    JsonNode options =
        preceptor(
                "eval",
                "--model",
                TWINS.resolveSibling("phantom-policy"),
                "--csv",
                folder.resolve("test.csv"),
                "--images",
                folder.resolve("images"),
                "--max-new-tokens",
                24,
                "--grader",
                "medvint",
                "--metric",
                "similarity=" + TestFiles.STSB_ROBERTA,
                "--metric",
                "perplexity=" + TestFiles.BIOGPT,
                "--json")
            .json();
    assertThat(recipe.path("metrics").path("perplexity").path("n").asInt()).isPositive();
    assertThat(recipe.path("n").asInt()).isEqualTo(6);
    assertThat(recipe.path("accuracy").asDouble()).isPositive();
    for (String name :
        List.of(
            "n",
            "accuracy",
            "format",
            "mean_length",
            "letters",
            "rejected",
            "graders",
            "metrics")) {
      assertThat(recipe.path(name)).as(name).isEqualTo(options.path(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava", "llama32"})
  void aStandInIsEvaluatedWithTheWeightsOfItsSeed(String family) {
    Path recipe = TWINS.resolve(family + "_eval.yaml");
    Executed first = few(recipe, "--json");
    assertThat(first.json().path("n").asInt()).isEqualTo(6);
    assertThat(first.err()).contains("phantom-" + family + ": random weights");
    double length = first.json().path("mean_length").asDouble();
    Executed second =
        few(
            recipe,
            "--json",
            "--set",
            "metrics=[{name: similarity, model: %s}]".formatted(TestFiles.STSB_ROBERTA));
    assertThat(second.json().path("mean_length").asDouble()).isEqualTo(length);
    JsonNode metrics = second.json().path("metrics");
    assertThat(metrics.path("similarity").path("n").asInt()).as("nothing reasons").isZero();
    assertThat(metrics.path("similarity_answer").path("n").asInt()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --limit 3               | --limit: {recipe} decides; use --set eval_limit=…
          --csv t.csv             | --csv: {recipe} decides; use --set test_csv=…
          --set beta=0.1          | --set beta: does not apply to evaluation; remove it
          --set train_csv=t.csv   | --set train_csv: does not apply to evaluation; remove it
          --set phantom=null      | recipe llava_eval.yaml, test_csv: is missing; give a CSV file of questions
          --set test_csv=t.csv    | images: is missing; test_csv
          --set prompt_template=judge | prompt_template: judge applies only to supervised fine-tuning
          --set model=phantom     | model_init: {init} contradicts model
          --set model_init=phantom | phantom: no such
          --adapter no-adapter    | no-adapter: no such folder
          """)
  void whatARecipeCannotMeanIsRefusedInOneLine(String options, String complaint)
      throws IOException {
    List<Path> before = leftovers();
    Path recipe = TWINS.resolve("llava_eval.yaml");
    Executed refused = few(recipe, options.split(" "));
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err().lines().filter(line -> !line.endsWith("random weights")))
        .singleElement()
        .asString()
        .contains(
            complaint
                .replace("{recipe}", recipe.toString())
                .replace(
                    "{init}",
                    TWINS.resolveSibling("phantom-llava").toAbsolutePath().normalize().toString()));
    assertThat(leftovers()).isEqualTo(before);
  }

  @Test
  void withoutARecipeModelAndQuestionsAreRequired() {
    assertThat(preceptor("eval", "--csv", "t.csv").err())
        .contains("Missing required option: '--model'; give it, or a recipe");
    assertThat(preceptor("eval", "--set", "eval_limit=3").err())
        .contains("--set eval_limit=3: there is no recipe; give one");
  }
}
