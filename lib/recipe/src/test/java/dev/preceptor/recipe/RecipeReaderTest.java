package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeReaderTest {
  private static final String LEAST =
      """
      model: policy
      phantom: {train: 20, test: 10, seed: 3}
      """;

  @TempDir Path folder;
  Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("quickstart.yaml");
  }

  @Test
  void aThinkingRewardKeepsItsOwnPrompt() {
    String prompt = "{question} {answer} {reasoning} 1 to 10:";
    for (String source : List.of("model: m", "url: 'https://h/v1', model: m")) {
      Recipe recipe =
          read(
              LEAST,
              "metrics=[{name: thinking_reward, prompt: '%s', %s}]".formatted(prompt, source));
      assertThat(recipe.evaluation().metrics().get(0).prompt()).contains(prompt);
      assertThat(RecipeReader.parse("again", recipe.toYaml(), Job.TRAIN)).isEqualTo(recipe);
    }
  }

  @Test
  void keysNotGivenHaveTheirDefaults() {
    Recipe recipe = read(LEAST);

    assertThat(recipe.data().phantom()).contains(new PhantomKeys(20, 10, 56, 3, 0));
    assertThat(recipe.sampling())
        .isEqualTo(
            new SamplingKeys(
                8,
                8,
                1024,
                256,
                1.0,
                8,
                OptionalInt.empty(),
                OptionalInt.empty(),
                FailedGroups.TRAIN_ON_REST));
    assertThat(recipe.objective()).isEqualTo(new ObjectiveKeys("grpo", 0.04, 0.2));
    assertThat(recipe.optimizer())
        .isEqualTo(
            new OptimizerKeys(
                1e-6,
                LrSchedulerType.LINEAR,
                0,
                1,
                8192,
                false,
                1.0,
                0.9,
                0.999,
                1e-8,
                0,
                PolicyDtype.BFLOAT16));
    assertThat(recipe.scoring())
        .isEqualTo(
            new ScoringKeys(
                List.of(new RewardKeys("format", 1), new RewardKeys("accuracy", 1)),
                List.of(),
                60,
                MissingVerdict.LEAVE_OUT));
    assertThat(recipe.maxSteps()).isEqualTo(100);
    assertThat(recipe.seed()).isEqualTo(42);
  }

  @Test
  void relativePathsStartAtTheRecipeAndThoseOfOverridesAtTheWorkingDirectory() {
    String yaml = LEAST + "train_csv: ../data/train.csv\ntest_csv: t.csv\nimages: /images\n";
    Recipe recipe = read(yaml, "test_csv=mine.csv");

    assertThat(recipe.model()).contains(folder.resolve("policy"));
    assertThat(recipe.data().trainCsv()).contains(folder.resolveSibling("data/train.csv"));
    assertThat(recipe.data().testCsv()).contains(Path.of("mine.csv").toAbsolutePath());
    assertThat(recipe.data().images()).contains(Path.of("/images"));
  }

  @Test
  void theModelsOfMetricsAreFoundAsThoseOfJudges() {
    String line = "metrics: [{name: perplexity, model: biogpt}]";
    assertThat(metric(read(LEAST + line))).isEqualTo(folder.resolve("biogpt"));
    assertThat(metric(read(LEAST, "metrics=[{name: perplexity, model: biogpt}]")))
        .isEqualTo(Path.of("biogpt").toAbsolutePath());
  }

  private static Path metric(Recipe recipe) {
    return ((JudgeFolder) recipe.evaluation().metrics().get(0).source()).model();
  }

  @Test
  void overridesAreReadAsYamlAndTheLastWins() {
    Recipe recipe =
        read(
            LEAST,
            "num_generations=4",
            "num_generations=16",
            "learning_rate=2e-4",
            "phantom.size=84",
            "rewards=[{name: accuracy, weight: 2}]",
            "lr_scheduler_type=cosine",
            "save_total_limit=");

    assertThat(recipe.sampling().numGenerations()).isEqualTo(16);
    assertThat(recipe.optimizer().learningRate()).isEqualTo(2e-4);
    assertThat(recipe.optimizer().lrSchedulerType()).isEqualTo(LrSchedulerType.COSINE);
    assertThat(recipe.data().phantom()).contains(new PhantomKeys(20, 10, 84, 3, 0));
    assertThat(recipe.scoring().rewards()).containsExactly(new RewardKeys("accuracy", 2));
    assertThat(recipe.checkpoints().saveTotalLimit()).isEmpty();
  }

  @Test
  void theResolvedRecipeIsReadBackAsItWas() {
    Recipe recipe =
        read(
            LEAST
                + """
                seed: -7
                min_pixels: 3136
                max_pixels: 401408
                judges: [{name: semantic, model: judge}]
                rewards: [{name: accuracy, weight: 0.1}, {name: semantic, weight: -1}]
                missing_verdict: fail_group
                policy_dtype: float32
                staleness: 1
                save_total_limit: 3
                history_steps: 40
                failed_groups: fill_in
                """);

    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.TRAIN)).isEqualTo(recipe);
    assertThat(recipe.toYaml()).contains("learning_rate: 1.0E-6").contains("missing_verdict: ");
  }

  @Test
  void aBoundedHistoryNeedsABoundOnCheckpoints() {
    assertThat(read(LEAST).checkpoints().historySteps()).isZero();
    assertThatThrownBy(() -> read(LEAST, "history_steps=40"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("history_steps: 40")
        .hasMessageContaining("set save_total_limit");
  }

  @Test
  void aJudgeBehindAServerComesBackFromAResolvedRecipe() {
    Recipe recipe =
        read(
            LEAST
                + """
                rewards: [{name: near, weight: 1}, {name: far, weight: 1}]
                judges:
                  - {name: near, url: "http://127.0.0.1:8000/v1/", model: m}
                  - name: far
                    url: https://host/v1
                    model: org/model
                    api: completions
                    api_key_env: MY_KEY
                    logprobs: true
                    timeout_seconds: 2.5
                    max_retries: 0
                    requests_per_minute: 90
                    max_concurrency: 3
                    breaker_failures: 7
                    breaker_seconds: 0.5
                """);

    assertThat(recipe.scoring().judges())
        .extracting(JudgeKeys::source)
        .containsExactly(
            new JudgeEndpoint(
                URI.create("http://127.0.0.1:8000/v1"),
                "m",
                EndpointApi.CHAT,
                Optional.empty(),
                false,
                30,
                3,
                OptionalInt.empty(),
                8,
                5,
                10),
            new JudgeEndpoint(
                URI.create("https://host/v1"),
                "org/model",
                EndpointApi.COMPLETIONS,
                Optional.of("MY_KEY"),
                true,
                2.5,
                0,
                OptionalInt.of(90),
                3,
                7,
                0.5));
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.TRAIN)).isEqualTo(recipe);
  }

  @Test
  void peopleCanBeAJudge() {
    Recipe recipe = read(LEAST + "judges: [{name: clinician, reviewers: 2}]");

    assertThat(recipe.scoring().judges())
        .containsExactly(new JudgeKeys("clinician", new JudgeReviewers(2)));
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.TRAIN)).isEqualTo(recipe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "judges=[{name: j, reviewers: 0}]|reviewers",
        "judges=[{name: j, reviewers: 1, model: m}]|model: does not apply beside reviewers",
        "judges=[{name: j, reviewers: 1, model: m, url: 'https://h'}]|reviewers: does not apply"
            + " beside url",
        "metrics=[{name: perplexity, reviewers: 1}]|reviewers: does not apply to a metric",
      })
  void peopleAreNothingElse(String settingAndComplaint) {
    String[] parts = settingAndComplaint.split("\\|");
    assertThatThrownBy(() -> read(LEAST, parts[0]))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(parts[1]);
  }

  /** A recipe is shown, stored and published. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "judges=[{name: j, url: 'https://h', model: m, api_key_env:"
            + " sk-verysecret}]|judges[0].api_key_env: is not the name",
        "judges=[{name: j, url: 'https://h', model: m, api_key_env:"
            + " [sk-verysecret]}]|judges[0].api_key_env: is not the name",
        "judges=[{name: j, url: 'https://h?key=verysecret', model: m}]|judges[0].url: is not the"
            + " URL",
        "judges=[{name: j, url: 'https://me:verysecret@h', model: m}]|judges[0].url: is not the"
            + " URL",
        "judges=[{name: j, url: 'https://h/ verysecret', model: m}]|judges[0].url: is not the URL",
        "rewards=[{name: r, url: 'https://me:verysecret@h/'}]|rewards[0].url: is not the URL",
        "rewards=[{name: r, url: 'https://h/?token=verysecret'}]|rewards[0].url: is not the URL",
        "rewards=[{name: r, url: 'https://h/#verysecret'}]|rewards[0].url: is not the URL",
        "rewards=[{name: r, url: 'verysecret'}]|rewards[0].url: is not the URL",
        "rewards=[{name: r, url: [verysecret]}]|rewards[0].url: is not the URL",
        "rewards=[{name: r, url: 'https://h/', key_env: sk-verysecret}]|rewards[0].key_env: is not"
            + " the name",
        "rewards=[{name: r, url: 'https://h/', key_env: [verysecret]}]|rewards[0].key_env: is not"
            + " the name",
        "rewards=[{name: r, url: 'https://h/', key_env: 123456789012}]|rewards[0].key_env: is not"
            + " the name",
      })
  void whatMayHoldASecretIsRefusedAndNotRepeated(String settingAndComplaint) {
    String[] parts = settingAndComplaint.split("\\|");
    assertThatThrownBy(() -> read(LEAST, parts[0]))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(parts[1])
        .message()
        .doesNotContain("secret");
  }

  @Test
  void aRewardsOwnParametersAreKeptForItToUnderstand() {
    Recipe recipe =
        read(
            LEAST
                + "rewards: [{name: mine, per_token: 0.002, cap: 1, url: http://h/, deep: true}]");

    assertThat(recipe.scoring().rewards())
        .containsExactly(
            new RewardKeys(
                "mine",
                1,
                Map.of("per_token", 0.002, "cap", 1.0, "url", "http://h/", "deep", true)));
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.TRAIN)).isEqualTo(recipe);
    assertThatThrownBy(() -> read(LEAST + "rewards: [{name: mine, cap: [1]}]"))
        .hasMessageContaining("rewards[0].cap: [1] is not a number, a text, true or false");
  }

  @Test
  void statementsHaveNoImagesAndAreForSupervisedFineTuning() {
    String yaml =
        "model: judge\nprompt_template: judge\ntrain_csv: /r/train.csv\ntest_csv: /r/test.csv\n";
    Recipe recipe = RecipeReader.parse("judge.yaml", yaml, Job.SFT);

    assertThat(recipe.data().promptTemplate()).isEqualTo(PromptStyle.JUDGE);
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.SFT)).isEqualTo(recipe);
    assertThat(
            recipe.withStatements(Path.of("/s/train.csv"), Path.of("/s/test.csv")).data().images())
        .isEmpty();
    assertThatThrownBy(() -> RecipeReader.parse("judge.yaml", yaml + "images: /i\n", Job.SFT))
        .hasMessage("judge.yaml, images: /i does not apply to prompt_template judge; remove it");
    assertThatThrownBy(() -> RecipeReader.parse("judge.yaml", yaml + "train_limit: 5", Job.SFT))
        .hasMessage(
            "judge.yaml, train_limit: 5 does not apply to prompt_template judge; remove it");
    assertThatThrownBy(() -> RecipeReader.parse("judge.yaml", yaml + "data_seed: 5", Job.SFT))
        .hasMessage("judge.yaml, data_seed: 5 does not apply to prompt_template judge; remove it");
    assertThatThrownBy(
            () -> RecipeReader.parse("judge.yaml", yaml + "phantom: {hurried: 0.5}", Job.SFT))
        .hasMessage(
            "judge.yaml, phantom.hurried: 0.5 does not apply to prompt_template judge; remove it");
    assertThatThrownBy(
            () ->
                RecipeReader.parse(
                    "judge.yaml", yaml + "phantom: {styles: {guess: 1, tagged: 0}}", Job.SFT))
        .hasMessage(
            "judge.yaml, phantom.styles.tagged: 0.0 does not apply to prompt_template judge; remove it");
    assertThatThrownBy(() -> read(LEAST + "prompt_template: judge\n"))
        .hasMessageContaining("prompt_template: judge applies only to supervised fine-tuning");
  }

  @Test
  void drawnDataTakeThePlaceOfThePhantom() {
    Recipe drawn =
        read(LEAST).withData(Path.of("/r/train.csv"), Path.of("/r/test.csv"), Path.of("/r/images"));

    assertThat(drawn.data().trainCsv()).contains(Path.of("/r/train.csv"));
    assertThat(drawn.data().phantom()).isPresent();
    assertThat(RecipeReader.parse("resolved", drawn.toYaml(), Job.TRAIN)).isEqualTo(drawn);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "num_generations: 1|num_generations: 1 is too few for a group baseline; use 2 or more",
        "num_generation: 4|num_generation: no such key; did you mean num_generations?",
        "leraning_rate: 4|leraning_rate: no such key; did you mean learning_rate?",
        "lr: 4|lr: no such key; did you mean",
        "num_generations: many|num_generations: \"many\" is not a whole number",
        "num_generations: '8'|num_generations: \"8\" is not a whole number",
        "num_generations: 2.5|num_generations: 2.5 is not a whole number",
        "data_seed: 2.5|data_seed: 2.5 is not a whole number",
        "data_seed: 99999999999999999999|data_seed: 99999999999999999999 is not a whole number",
        "train_limit: -1|train_limit: -1 is out of range; use 0 or more",
        "max_steps: 99999999999|max_steps: 99999999999 is not a whole number of at most",
        "max_steps: 0|max_steps: 0 trains nothing; use 1 or more",
        "learning_rate: -1|learning_rate: -1.0 is out of range; use 0 or more",
        "learning_rate: 1e999|learning_rate: Infinity is not a finite number",
        "temperature: 0|temperature: 0.0 is out of range; use a number from 0.001 to 100",
        "temperature: 1.0e-38|temperature: 1.0E-38 is out of range; use a number from 0.001 to 100",
        "adam_epsilon: 0|adam_epsilon: 0.0 is out of range; use a number above 0",
        "epsilon: 1|epsilon: 1.0 is out of range",
        "algorithm: 5|algorithm: 5 is not a text",
        "algorithm: gr po|algorithm: 'gr po' is not a valid name",
        "lr_scheduler_type: cosinus|lr_scheduler_type: 'cosinus' is unknown; use one of linear,",
        "gradient_accumulation_steps: 3|gradient_accumulation_steps: 3 does not divide",
        "staleness: 2|staleness: 2 is out of range; use a number from 0 to 1",
        "rewards: []|rewards: is empty",
        "rewards: accuracy|rewards: \"accuracy\" is not a list",
        "rewards: [accuracy]|rewards[0]: \"accuracy\" is not a mapping",
        "rewards: [{nam: a}]|rewards[0].nam: no such key; did you mean rewards[0].name?",
        "rewards: [{weight: 1}]|rewards[0].name: is missing",
        "rewards: [{name: a},{name: a}]|rewards: a is listed twice",
        "judges: [{name: j}]|judges[0].model: is missing",
        "judges: [{name: j, mode: m}]|judges[0].mode: no such key; did you mean"
            + " judges[0].model?",
        "judges: [{name: j, model: m, max_retries: 2}]|judges[0].max_retries: does not apply"
            + " without a url; add a url",
        "graders: [medvint, medvint]|graders: medvint is listed twice",
        "graders: [bleu]|graders[0]: 'bleu' is unknown; use one of preceptor, visualthinker,",
        "metrics: [{model: m}]|metrics[0].name: is missing; use one of similarity, perplexity,",
        "metrics: [{name: bleu, model: m}]|metrics[0].name: 'bleu' is unknown; use one of",
        "metrics: [{name: perplexity}]|metrics[0].model: is missing; give a model folder",
        "metrics: [{name: perplexity, model: a},{name: perplexity, model: b}]|metrics: perplexity"
            + " is listed twice",
        "metrics: [{name: similarity, url: 'https://h/v1', model: m}]|metrics[0].url: does not"
            + " apply to similarity",
        "metrics: [{name: thinking_reward, url: 'https://h/v1', model: m, logprobs:"
            + " true}]|metrics[0].logprobs: true does not apply",
        "metrics: [{name: thinking_reward, model: m, prompt: 'rate {question}"
            + " {answer}'}]|metrics[0].prompt: has no place for {reasoning}",
        "metrics: [{name: perplexity, model: m, prompt:"
            + " '{question}{answer}{reasoning}'}]|metrics[0].prompt: does not apply to perplexity",
        "judges: [{name: j, url: 'http://h/v1'}]|judges[0].model: is missing; give the"
            + " server's name for the model",
        "judges: [{name: j, url: 'ftp://h/v1', model: m}]|judges[0].url: is not the URL",
        "judges: [{name: j, url: 'http://me:secret@h/v1', model: m}]|judges[0].url: is not the URL",
        "judges: [{name: j, url: 'not an address', model: m}]|judges[0].url: is not the URL",
        "judges: [{name: j, url: 'http://h', model: ' '}]|judges[0].model: is not a model's name",
        "judges: [{name: j, url: 'http://h', model: m, api: soap}]|judges[0].api: 'soap' is"
            + " unknown; use one of chat, completions",
        "judges: [{name: j, url: 'http://h', model: m, timeout_seconds:"
            + " 0}]|judges[0].timeout_seconds: 0.0 is out of range; use 0.01 to 3600 seconds",
        "judges: [{name: j, url: 'http://h', model: m, max_retries: 99}]|judges[0].max_retries: 99"
            + " is out of range; use a number from 0 to 20",
        "judges: [{name: j, url: 'http://h', model: m, requests_per_minute: 0}]|"
            + "judges[0].requests_per_minute: 0 is out of range",
        "judges: [{name: j, url: 'http://h', model: m, max_concurrency: 0}]|"
            + "judges[0].max_concurrency: 0 is out of range",
        "judges: [{name: j, url: 'http://h', model: m, breaker_failures: 0}]|"
            + "judges[0].breaker_failures: 0 is out of range",
        "judges: [{name: j, url: 'http://h', model: m, breaker_seconds: -1}]|"
            + "judges[0].breaker_seconds: -1.0 is out of range",
        "phantom: {train: 0}|phantom.train: 0 is out of range",
        "phantom: {hurried: 2}|phantom.hurried: 2.0 is out of range; use a number from 0 to 1",
        "phantom: {styles: {guess: 0.5}}|phantom.styles: the shares add up to 0.5",
        "phantom: {styles: {guess: 2}}|phantom.styles.guess: 2.0 is out of range",
        "phantom: {styles: {glanze: 1}}|phantom.styles.glanze: no such key; did you mean",
        "phantom: {styles: {guess: 1}, hurried: 0.5}|phantom.hurried: 0.5 contradicts styles",
        "phantom: {styles: {guess: 1, tagged: 2}}|phantom.styles.tagged: 2.0 is out of range",
        "phantom: {sise: null}|phantom.sise: no such key; did you mean phantom.size?",
        "phantom: {train: ' '}|phantom.train: \" \" is not a whole number",
        "phantom: {sise: 3}|phantom.sise: no such key; did you mean phantom.size?",
        "phantom: 5|phantom: 5 is not a mapping",
        "test_csv: t.csv|is given without train_csv",
        "train_csv: t.csv|test_csv: is missing; train_csv",
        "num_generations: 5000|num_generations: 5000 times max_completion_length 256 is more than",
        "num_train_epochs: 3|num_train_epochs: applies only to supervised fine-tuning and"
            + " preference training; remove it",
        "pairs: p|pairs: applies only to preference training; remove it",
        "model: ''|model: is empty; give a path",
      })
  void whatCannotBeUsedIsNamedWithItsPlaceAndTheMend(String line, String message) {
    String key = line.substring(0, line.indexOf(':'));
    String yaml = LEAST.replaceAll("(?m)^" + key + ":.*$", "") + line + "\n";

    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(RecipeException.class)
        .message()
        .startsWith("recipe quickstart.yaml, ")
        .contains(message)
        .doesNotContain("\n");
    assertThatThrownBy(() -> read(LEAST, line.replaceFirst(": ?", "=")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aBadOverrideIsNotBlamedOnTheFile() {
    assertThatThrownBy(() -> read(LEAST, "num_generations=1"))
        .hasMessage("--set num_generations: 1 is too few for a group baseline; use 2 or more");
    assertThatThrownBy(() -> read(LEAST, "num_generations"))
        .hasMessage("--set num_generations: write it as KEY=VALUE");
    assertThatThrownBy(() -> read(LEAST, "rewards=[a"))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("--set rewards: line 1: not YAML: while parsing a flow sequence")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatTheJobHasNoUseForIsRefused() throws IOException {
    Files.writeString(file, LEAST + "beta: 0.1\n");
    assertThatThrownBy(() -> RecipeReader.read(file, Job.SFT, List.of()))
        .hasMessage(
            "recipe quickstart.yaml, beta: does not apply to supervised fine-tuning; remove it");
  }

  @Test
  void preferenceTrainingHasItsOwnDefaultsAndPairsStandInForTrainingQuestions() throws IOException {
    Files.writeString(file, "model: m\npairs: p\ntest_csv: t.csv\nimages: i\n");
    Recipe recipe = RecipeReader.read(file, Job.DPO, List.of());
    assertThat(recipe.objective().beta()).isEqualTo(0.1);
    assertThat(recipe.maxSteps()).isZero();
    assertThat(recipe.preference()).isEqualTo(new PreferenceKeys(LossType.SIGMOID, 0));
    assertThat(recipe.data().pairs()).contains(folder.resolve("p"));
    assertThat(recipe.data().trainCsv()).isEmpty();
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.DPO)).isEqualTo(recipe);
    assertThatThrownBy(() -> RecipeReader.read(file, Job.DPO, List.of("train_limit=5")))
        .hasMessageStartingWith("--set train_limit: 5 chooses questions to learn from, but pairs ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "images=|images: is missing; test_csv",
        "test_csv=|test_csv: is missing; pairs",
        "beta=0|beta: 0 learns nothing from pairs",
        "label_smoothing=0.5|label_smoothing: 0.5 is out of range",
        "loss_type=hinge|loss_type: 'hinge' is unknown; use one of sigmoid",
        "prompt_template=base|prompt_template: base does not apply to preference training",
        "target=answer_text|target: says how to word answers, but pairs",
        "model_init=m|model_init: does not apply to preference training; remove it",
        "num_generations=8|num_generations: does not apply to preference training; remove it",
      })
  void whatPreferenceTrainingCannotUseIsRefused(String override, String message)
      throws IOException {
    Files.writeString(file, "model: m\npairs: p\ntest_csv: t.csv\nimages: i\n");
    List<String> overrides =
        override.equals("test_csv=") ? List.of(override, "images=") : List.of(override);
    assertThatThrownBy(() -> RecipeReader.read(file, Job.DPO, overrides))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void supervisedTrainingStartsFromWeightsOrFromNone() throws IOException {
    Files.writeString(file, "model_init: init\nphantom: {train: 5}\n");
    Recipe recipe = RecipeReader.read(file, Job.SFT, List.of());
    assertThat(recipe.modelFolder()).isEqualTo(folder.resolve("init"));
    assertThat(recipe.maxSteps()).isZero();
    assertThat(RecipeReader.parse("resolved", recipe.toYaml(), Job.SFT)).isEqualTo(recipe);

    assertThatThrownBy(() -> RecipeReader.read(file, Job.SFT, List.of("model=policy")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("keep one of them");
    assertThatThrownBy(() -> RecipeReader.read(file, Job.SFT, List.of("model_init=")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("model: is missing");
  }

  @Test
  void whatIsNoRecipeIsRefusedInOneLine() throws IOException {
    assertThatThrownBy(() -> RecipeReader.read(file, Job.TRAIN, List.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessage("recipe " + file + ": no such file");
    assertThatThrownBy(() -> RecipeReader.read(folder, Job.TRAIN, List.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> read("- a\n- b\n"))
        .hasMessage("recipe quickstart.yaml: is not a mapping of keys to values");
    assertThatThrownBy(() -> read("model: a\nmodel: b\n"))
        .hasMessage("recipe quickstart.yaml: line 2: model: is given twice; remove one");
    assertThatThrownBy(() -> read("model: a\n---\nseed: 3\n")).isInstanceOf(RecipeException.class);
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("is missing");
    assertThatThrownBy(() -> read("[".repeat(RecipeReader.MAX_BYTES)))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("not YAML: Nesting Depth exceeded");
    Files.write(file, new byte[RecipeReader.MAX_BYTES + 1]);
    assertThatThrownBy(() -> RecipeReader.read(file, Job.TRAIN, List.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("has more than 1,048,576 bytes");
  }

  @Test
  void aliasesAndMergeKeysStandForWhatTheyName() {
    Recipe recipe =
        read(
            """
            model: policy
            phantom: {train: &n 20, test: *n}
            rewards:
              - &first {name: accuracy, weight: 2}
              - {<<: *first, name: format}
            """);

    assertThat(recipe.data().phantom()).map(PhantomKeys::test).contains(20);
    assertThat(recipe.scoring().rewards())
        .containsExactly(new RewardKeys("accuracy", 2), new RewardKeys("format", 2));

    Recipe files = read("model: policy\ntrain_csv: &d a.csv\ntest_csv: *d\nimages: i\n");
    assertThat(files.data().testCsv()).contains(folder.resolve("a.csv"));
    assertThat(read(LEAST, "rewards=[&r {name: a}, {<<: *r, name: b}]").scoring().rewards())
        .hasSize(2);
  }

  @Test
  void aByteOrderMarkGivesTheEncodingAndIsNoPartOfTheRecipe() throws IOException {
    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Files.write(
          file,
          ("\ufeff" + LEAST + "train_csv: röntgen-胸部.csv\n" + "test_csv: t.csv\nimages: i\n")
              .getBytes(charset));
      assertThat(RecipeReader.read(file, Job.TRAIN, List.of()).data().trainCsv())
          .as(charset.name())
          .contains(folder.resolve("röntgen-胸部.csv"));
    }
    Files.write(file, (LEAST + "train_csv: röntgen.csv\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> RecipeReader.read(file, Job.TRAIN, List.of()))
        .hasMessage("recipe " + file + ": is not UTF-8; save it as UTF-8");
    Files.write(file, LEAST.getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> RecipeReader.read(file, Job.TRAIN, List.of()))
        .hasMessage(
            "recipe quickstart.yaml: line 1: not YAML: the character U+0000 is not allowed");
  }

  @Property(tries = 500)
  void anyTextIsARecipeOrRefusedInOneLine(@ForAll String yaml, @ForAll("keys") String key) {
    for (String text : List.of(yaml, key + ": " + yaml)) {
      try {
        assertThat(RecipeReader.parse("recipe", text, Job.TRAIN)).isNotNull();
      } catch (RecipeException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.of(RecipeKey.names());
  }

  private Recipe read(String yaml, String... overrides) {
    try {
      Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RecipeReader.read(file, Job.TRAIN, List.of(overrides));
  }
}
