package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.recipe.RecipeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RecipeKeysCommandTest {

  @Test
  void everyKeyIsListedUnderItsGroup() {
    Executed listed = preceptor("recipe", "keys");
    assertThat(listed.code()).isEqualTo(ExitCode.SUCCESS);
    for (RecipeKey key : RecipeKey.all()) {
      assertThat(listed.out())
          .containsPattern("(?m)^" + key.group() + "$")
          .contains("  " + key.key() + " ");
    }
    assertThat(listed.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void asJsonAKeyHasAllThatItDeclares() {
    JsonNode keys = preceptor("recipe", "keys", "num_gen", "--json").json().path("keys");
    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).toString())
        .isEqualTo(
            "{\"key\":\"num_generations\",\"group\":\"Sampling\",\"jobs\":[\"train\"],"
                + "\"type\":\"whole number\",\"default\":\"8\",\"bounds\":\"2 or more\","
                + "\"meaning\":\"Responses sampled for each question: the size of a group.\","
                + "\"trl\":\"GRPOConfig\"}");
  }

  @Test
  void keysAreChosenByNameAndByJob() {
    assertThat(names("adam_*")).containsExactly("adam_beta1", "adam_beta2", "adam_epsilon");
    assertThat(names("adam_*2")).containsExactly("adam_beta2");
    assertThat(names("phantom.t*")).containsExactly("phantom.train", "phantom.test");
    assertThat(names("rewards[].n")).containsExactly("rewards[].name");
    assertThat(names("steps", "--job", "sft"))
        .contains("max_steps", "save_steps")
        .doesNotContain("history_steps");
  }

  @Test
  void aPatternThatNoNameContainsIsNamedWithTheNearestKey() {
    Executed refused = preceptor("recipe", "keys", "leraning_rate");
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err())
        .isEqualTo(
            "preceptor recipe keys: leraning_rate: no key has a name like this; did you mean"
                + " learning_rate?"
                + System.lineSeparator());
  }

  @Test
  void theMarkdownIsTheReferencePage() throws IOException {
    assertThat(preceptor("recipe", "keys", "--markdown").out())
        .isEqualTo(Files.readString(Path.of("..", "docs", "reference", "recipe.md")));
    assertThat(preceptor("recipe", "keys", "--markdown", "--json").code())
        .isEqualTo(ExitCode.BAD_INPUT);
  }

  private static Iterable<String> names(Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "recipe";
    all[1] = "keys";
    all[2] = "--json";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return preceptor(all).json().path("keys").findValuesAsText("key");
  }
}
