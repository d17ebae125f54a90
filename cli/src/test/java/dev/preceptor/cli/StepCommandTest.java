package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static dev.preceptor.cli.TestFiles.TRL_STEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code step} against TRL 0.25.1, see goldens/README.md. */
class StepCommandTest {

  private static final Path GROUPS = TRL_STEP.resolve("step.json");
  private static final String WEIGHTS = "model.safetensors";

  /** Number of elements of each weight in trl-steps. */
  private static final int SAMPLED = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"grpo", "dr_grpo"})
  void oneStepMatchesTrl(String algorithm) {
    Path out = folder.resolve("after");
    JsonNode ours =
        preceptor(
                "step",
                "--model",
                QWEN2_VL,
                "--groups",
                GROUPS,
                "--out",
                out,
                "--set",
                "algorithm=" + algorithm,
                "--json")
            .json();
    JsonNode trls = TestFiles.json(GROUPS).path("expected").path(algorithm);
    compareFigures(ours, trls);
    compareWeights(out, TRL_STEP.resolve(algorithm), Integer.MAX_VALUE);
  }

  /** See tools/goldens/trl_steps.py. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "temperature",
        "temperature-dr-grpo",
        "beta-zero",
        "length-one",
        "pairs",
        "clipped-both-sides",
        "weight-decay",
        "nothing-known"
      })
  void theStepMatchesTrlForAllSettings(String name) {
    Path golden = TRL_STEP.resolveSibling("trl-steps").resolve(name);
    Path out = folder.resolve("after");
    JsonNode ours =
        preceptor(
                "step",
                "--model",
                QWEN2_VL,
                "--groups",
                golden.resolve("step.json"),
                "--out",
                out,
                "--json")
            .json();
    JsonNode trls = TestFiles.json(golden.resolve("step.json")).path("expected");
    compareFigures(ours, trls);
    compareWeights(out, golden, SAMPLED);
  }

  private static void compareFigures(JsonNode ours, JsonNode trls) {
    close(ours, trls, "loss", 1e-5);
    close(ours, trls, "grad_norm", 1e-3 * trls.path("grad_norm").asDouble());
    for (String metric :
        List.of(
            "kl",
            "entropy",
            "clip_ratio/low_mean",
            "clip_ratio/high_mean",
            "clip_ratio/region_mean")) {
      close(ours, trls, metric, 1e-3);
    }
    for (int g = 0; g < trls.path("advantages").size(); g++) {
      for (int r = 0; r < trls.path("advantages").path(g).size(); r++) {
        assertThat(ours.path("advantages").path(g).path(r).asDouble())
            .isCloseTo(trls.path("advantages").path(g).path(r).asDouble(), within(1e-5));
      }
    }
  }

  private static void close(JsonNode ours, JsonNode trls, String metric, double tolerance) {
    assertThat(ours.has(metric)).as(metric).isEqualTo(trls.has(metric));
    assertThat(ours.path(metric).asDouble())
        .as(metric)
        .isCloseTo(trls.path(metric).asDouble(), within(tolerance));
  }

  /**
   * Within 2e-5 for 99 % of the elements of each weight and 90 % of each bias or norm.
   *
   * @param limit maximum number of elements of a weight in the golden, evenly spaced
   */
  private static void compareWeights(Path ours, Path trls, int limit) {
    try (Checkpoint a = Checkpoint.open(ours);
        SafetensorsFile b = SafetensorsFile.open(trls.resolve(WEIGHTS))) {
      assertThat(a.json("config.json").orElseThrow().path("torch_dtype").asText())
          .isEqualTo("float32");
      for (String name : a.tensorNames()) {
        assertThat(a.tensor(name).dtype()).isEqualTo(DType.F32);
        FloatBuffer x = floats(a.tensor(name));
        FloatBuffer y = floats(b.tensor(name));
        int stride = Math.max(1, x.capacity() / limit);
        assertThat(y.capacity()).as(name).isEqualTo(Math.min(limit, x.capacity()));
        long near = 0;
        for (int i = 0; i < y.capacity(); i++) {
          near += Math.abs(x.get(i * stride) - y.get(i)) <= 2e-5 ? 1 : 0;
        }
        double share = a.tensor(name).shape().length == 1 ? 0.9 : 0.99;
        assertThat((double) near / y.capacity()).as(name).isGreaterThanOrEqualTo(share);
      }
    }
  }

  private static FloatBuffer floats(HostTensor tensor) {
    return tensor.data().asFloatBuffer();
  }

  @Test
  void missingLogprobsAreComputed() throws IOException {
    ObjectNode file = (ObjectNode) TestFiles.json(GROUPS);
    file.remove("settings");
    for (JsonNode group : file.path("groups")) {
      ((ObjectNode) group).remove("input_ids");
    }
    forgetLogprobs(file);
    JsonNode outcome = step(file, "--set", "learning_rate=1e-3").json();
    // The reference is the model itself, and the ratio is of the policy to itself.
    assertThat(outcome.path("kl").asDouble()).isCloseTo(0, within(1e-6));
    assertThat(outcome.path("clip_ratio/region_mean").asDouble()).isZero();
    assertThat(outcome.path("grad_norm").asDouble()).isPositive();
  }

  private static void forgetLogprobs(ObjectNode file) {
    for (JsonNode group : file.path("groups")) {
      for (JsonNode response : group.path("responses")) {
        ((ObjectNode) response).remove(List.of("logprobs", "ref_logprobs"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lerning_rate=1     | --set lerning_rate: no such key; did you mean learning_rate?
          algorithm=ppo      | algorithm: 'ppo' is unknown; use one of [grpo, dr_grpo]
          epsilon=2          | --set epsilon: 2.0 is out of range; use a number between 0 and 1
          """)
  void anInvalidSettingIsReportedAndNothingIsWritten(String setting, String complaint) {
    Path out = folder.resolve("after");
    Executed executed =
        preceptor("step", "--model", QWEN2_VL, "--groups", GROUPS, "--out", out, "--set", setting);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).isEqualTo("preceptor step: " + complaint + System.lineSeparator());
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /groups/0/image                     | "../x.png" | groups[0], image: '../x.png' is outside the images folder
          /groups/0/image                     | "x.png"    | groups[0], image: no file x.png in
          /groups/1/prompt                    | 3          | groups[1], prompt: missing
          /groups/1/prompt                    | "other"    | groups[1], input_ids
          /groups/0/responses                 | []         | groups[0], responses: 0 is too few
          /groups/0/responses/1/token_ids     | []         | groups[0].responses[1], token_ids: not a list
          /groups/0/responses/1/token_ids/2   | 99999      | groups[0].responses[1], token_ids: 99999
          /groups/0/responses/1/reward        | "high"     | groups[0].responses[1], reward: 'high' is not a number
          /groups/0/responses/1/logprobs      | [1]        | groups[0].responses[1], logprobs: 1 numbers for 4 tokens
          /groups/0/responses/1/logprobs      | null       | groups[0], logprobs: 3 of 4 responses have them
          /groups                             | {}         | groups: not a list of groups
          """)
  void anInvalidGroupIsReportedWithItsPlace(String place, String value, String complaint)
      throws IOException {
    ObjectNode file = (ObjectNode) TestFiles.json(GROUPS);
    JsonNode changed = new ObjectMapper().readTree(value);
    int slash = place.lastIndexOf('/');
    JsonNode parent = file.at(place.substring(0, slash));
    String last = place.substring(slash + 1);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), changed);
    } else {
      ((ObjectNode) parent).set(last, changed);
    }
    Executed executed = step(file);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains(complaint).hasLineCount(1);
    assertThat(folder.resolve("after")).doesNotExist();
  }

  @Test
  void aResponseThatIsTooLongForTheModelIsRejectedInOneLine() throws IOException {
    ObjectNode file = (ObjectNode) TestFiles.json(GROUPS);
    ObjectNode group = (ObjectNode) file.path("groups").path(1);
    ObjectNode response = (ObjectNode) group.path("responses").path(2);
    int room = 4096 - group.path("input_ids").size();
    response.set("token_ids", new ObjectMapper().valueToTree(Collections.nCopies(room + 1, 7)));
    forgetLogprobs(file);
    Executed executed = step(file);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err())
        .contains(
            "groups[1].responses[2]: prompt of %d plus completion of %d tokens: more than the model's 4096"
                .formatted(4096 - room, room + 1))
        .hasLineCount(1);
    assertThat(folder.resolve("after")).doesNotExist();
  }

  private Executed step(ObjectNode file, Object... more) throws IOException {
    Path groups = Files.writeString(folder.resolve("groups.json"), file.toString());
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "step",
                "--model",
                QWEN2_VL,
                "--groups",
                groups,
                "--out",
                folder.resolve("after"),
                "--json"));
    arguments.addAll(List.of(more));
    return preceptor(arguments.toArray());
  }
}
