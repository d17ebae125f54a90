package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code preceptor bench --model}. */
class ModelRatesTest {

  private static final Path GOLDENS = Path.of("../lib/models/src/test/resources/goldens");

  /** Every family that decodes, and whether it can be trained. */
  private static final Map<String, Boolean> FAMILIES =
      Map.of(
          "qwen2-vl", true,
          "llava", true,
          "mllama", false,
          "llama", true,
          "mistral", true,
          "biogpt", true);

  @Test
  @Tag("slow")
  void everyFamilyHasItsRatesAndTrainsWhereItCan() {
    List<Object> arguments = new ArrayList<>(List.of("bench", "--json"));
    arguments.addAll(List.of("--samples", 2, "--new-tokens", 4));
    FAMILIES.keySet().forEach(f -> arguments.addAll(List.of("--model", GOLDENS.resolve(f))));
    JsonNode models = preceptor(arguments.toArray()).json().path("models");
    assertThat(models).hasSize(FAMILIES.size());
    for (JsonNode model : models) {
      String folder = Path.of(model.path("model").asText()).getFileName().toString();
      assertThat(model.path("family").asText()).isEqualTo(folder.replace('-', '_'));
      assertThat(model.path("completion_tokens").asInt()).isEqualTo(8);
      assertThat(model.path("prompt_tokens").asInt()).isGreaterThan(20);
      assertThat(model.path("prefill_tokens_per_second").asDouble()).isPositive();
      assertThat(model.path("decode_tokens_per_second").asDouble()).isPositive();
      JsonNode training = model.path("training_tokens_per_second");
      assertThat(training.isNumber()).as(folder).isEqualTo(FAMILIES.get(folder));
      assertThat(training.isNull()).as(folder).isNotEqualTo(FAMILIES.get(folder));
    }
  }

  @Test
  void theTableHasARowForEachModel() {
    Path model = GOLDENS.resolve("mllama");
    Executed table =
        preceptor("bench", "--model", model, "--no-training", "--samples", 2, "--new-tokens", 2);
    assertThat(table.out().lines().filter(line -> line.startsWith("mllama")))
        .singleElement()
        .asString()
        .matches("mllama +0\\.4 M .* -  " + model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --model m --set beta=0          | --set does not apply to --model; remove it
          --model m recipe.yaml           | recipe.yaml: a recipe and --model cannot be combined
          --samples 4                     | --samples needs --model
          recipe.yaml --dtype bfloat16    | --dtype needs --model
          --model m --samples 1           | --samples 1 is out of range; use 2 to 256
          --model m --new-tokens 1        | --new-tokens 1 is out of range; use 2 to 4096
          --model nowhere                 | nowhere
          """)
  void optionsThatMeanNothingAreRefused(String options, String complaint) {
    Executed refused = preceptor((Object[]) ("bench " + options).split(" +"));
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err().lines()).singleElement().asString().contains(complaint);
  }
}
