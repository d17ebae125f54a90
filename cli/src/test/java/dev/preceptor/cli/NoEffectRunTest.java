package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.run.Installation;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that train on nothing say so, wherever a person or a script looks. */
@Tag("integration")
class NoEffectRunTest {

  private static final String RECIPE =
      """
      model: %s
      prompts_per_step: 2
      num_generations: 2
      sampling_unit: 2
      max_prompt_length: 160
      max_completion_length: 32
      learning_rate: 1e-5
      lr_scheduler_type: constant
      max_steps: 2
      eval_steps: 0
      eval_limit: 4
      save_steps: 1
      threads: 1
      %s
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void find() {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
  }

  @AfterAll
  static void forget() {
    System.clearProperty(Installation.ROOT_PROPERTY);
  }

  private static Path recipe(String name, String data) throws IOException {
    Path model = Path.of("../recipes/phantom-policy").toAbsolutePath().normalize();
    return Files.writeString(folder.resolve(name + ".yaml"), RECIPE.formatted(model, data));
  }

  private static Executed train(Path recipe, String run, String... settings) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--no-console",
                recipe,
                "--run",
                run,
                "--runs-dir",
                folder.resolve("runs")));
    Arrays.stream(settings).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return preceptor(arguments.toArray());
  }

  private static JsonNode summary(String run) {
    return TestFiles.json(folder.resolve("runs").resolve(run).resolve("summary.json"));
  }

  private static String metrics(String run) throws IOException {
    return Files.readString(folder.resolve("runs").resolve(run).resolve("metrics.jsonl"));
  }

  @Test
  void promptsOfWhichNoneFitsAreRefusedAndTheNameStaysFree() throws IOException {
    Path generated = recipe("short", "phantom: {train: 20, test: 10, size: 56, seed: 1}");
    Executed executed = train(generated, "short", "max_prompt_length=20");
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err())
        .contains("phantom: none of its 20 prompts fits max_prompt_length 20: the shortest has ")
        .contains("; raise max_prompt_length to ")
        .hasLineCount(1);
    assertThat(folder.resolve("runs/short")).doesNotExist();
  }

  /** Headers are as they should be, pixels are missing: each group fails when it is sampled. */
  @Test
  void aRunWhoseGroupsAllFailNamesTheFirstAndEndsWithOne() throws IOException {
    Path data = folder.resolve("data");
    Phantom.draw(new PhantomSpec(data, 6, 4, 1, 56));
    try (Stream<Path> images = Files.list(data.resolve("images"))) {
      for (Path image : images.filter(i -> i.toString().contains("train_")).toList()) {
        Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 60));
      }
    }
    Path cut =
        recipe(
            "cut",
            "train_csv: %1$s/train.csv\ntest_csv: %1$s/test.csv\nimages: %1$s/images"
                .formatted(data));
    Executed executed = train(cut, "cut");
    assertThat(executed.code()).isEqualTo(ExitCode.FAILED);
    assertThat(executed.err())
        .contains("preceptor train: the run trained on nothing: of 4 groups 4 failed")
        .contains("; the first, 1-0: ");
    JsonNode summary = summary("cut");
    assertThat(summary.path("ok").asBoolean()).isFalse();
    assertThat(summary.path("groups_failed").asInt()).isEqualTo(4);
    assertThat(summary.path("steps_without_effect").asInt()).isEqualTo(2);
    assertThat(summary.path("first_failure").asText()).startsWith("1-0: ");
    assertThat(metrics("cut"))
        .contains("\"first_failure\":\"1-0: ", "\"first_failure\":\"2-0: ")
        .contains("\"groups/failed\":2.0", "\"policy/changed\":0.0");
    Executed status = preceptor("status", "cut", "--runs-dir", folder.resolve("runs"));
    assertThat(status.out()).contains("0 trained, 0 skipped, 4 failed", "1-0: ");
    JsonNode audit =
        preceptor("audit", "cut", "--runs-dir", folder.resolve("runs"), "--json").json();
    assertThat(audit.path("failed").asInt()).isEqualTo(4);
  }

  /** The embedded policy has learned the format, so that alone does not tell responses apart. */
  @Test
  void aRunWithEqualRewardsSkipsItsGroupsAndEndsWithOne() throws IOException {
    Path equal =
        recipe(
            "equal",
            """
            phantom: {train: 20, test: 10, size: 56, seed: 1}
            beta: 0
            rewards: [{name: format, weight: 1}]
            """);
    Executed executed = train(equal, "equal", "max_completion_length=64");
    assertThat(executed.code()).isEqualTo(ExitCode.FAILED);
    assertThat(executed.err()).contains("0 failed and 4 had the same reward for all responses");
    assertThat(summary("equal").path("groups_skipped").asInt()).isEqualTo(4);
    JsonNode audit =
        preceptor("audit", "equal", "--runs-dir", folder.resolve("runs"), "--json").json();
    assertThat(audit.path("skipped").asInt()).isEqualTo(4);
  }
}
