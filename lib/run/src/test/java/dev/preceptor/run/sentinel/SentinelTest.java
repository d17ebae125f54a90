package dev.preceptor.run.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentinelTest {

  private static final int STEPS = 60;
  private static final int CHANGE = 30;

  private final Random random = new Random(7);

  /** Figures of a run that learns nothing and does nothing wrong. */
  private final Map<String, double[]> figures = new HashMap<>();

  private final Map<Integer, Double> accuracies = new HashMap<>();

  SentinelTest() {
    put("reward", 1.5, 1.5);
    put("reward_std", 0.5, 0.5);
    put("frac_reward_zero_std", 0.1, 0.1);
    put("rewards/accuracy/mean", 0.5, 0.5);
    put("rewards/accuracy/std", 0.5, 0.5);
    put("rewards/format/mean", 0.95, 0.95);
    put("rewards/format/std", 0.2, 0.2);
    put("completions/mean_length", 40, 40);
    put("completions/repetition", 0.05, 0.05);
    put("entropy", 0.4, 0.4);
    for (int version = 0; version <= STEPS; version += 10) {
      accuracies.put(version, 0.5);
    }
  }

  /** A figure goes from one level to another between steps 30 and 40, with noise of 2 %. */
  private void put(String metric, double before, double after) {
    double[] values = new double[STEPS + 1];
    for (int step = 1; step <= STEPS; step++) {
      double way = Math.min(1, Math.max(0, (step - CHANGE) / 10.0));
      values[step] = before + way * (after - before) + 0.02 * before * random.nextGaussian();
    }
    figures.put(metric, values);
  }

  private Sentinel watched() {
    Sentinel sentinel = new Sentinel(recipe());
    for (int step = 1; step <= STEPS; step++) {
      enter(sentinel, step);
    }
    for (int version = 0; version <= STEPS; version += 10) {
      enterEvaluation(sentinel, version);
    }
    return sentinel;
  }

  private Map<String, Double> enter(Sentinel sentinel, int step) {
    Map<String, Double> metrics = new HashMap<>();
    figures.forEach((name, values) -> metrics.put(name, values[step]));
    return sentinel.step(step, metrics);
  }

  private void enterEvaluation(Sentinel sentinel, int version) {
    sentinel.evaluation(version, Map.of("accuracy", accuracies.get(version), "n", 200.0));
  }

  private static Recipe recipe(String... keys) {
    List<String> all = new ArrayList<>(List.of("model=m", "train_csv=a", "test_csv=b", "images=c"));
    all.addAll(List.of(keys));
    return RecipeReader.parse("test.yaml", "{}", Job.TRAIN, all);
  }

  private static List<SentinelAlarm> names(Sentinel sentinel) {
    return sentinel.alarms().stream().map(Alarm::of).toList();
  }

  @Test
  void noiseRaisesNothing() {
    assertThat(watched().alarms()).isEmpty();
  }

  @Test
  void rewardThatRisesWhileHeldOutAccuracyStaysWhereItBeganIsAnAlarmOfTheEvaluation() {
    put("reward", 1.5, 2.0);
    Sentinel sentinel = watched();
    assertThat(names(sentinel)).containsExactly(SentinelAlarm.REWARD_WITHOUT_ACCURACY);
    assertThat(sentinel.alarms().get(0).step()).isEqualTo(40);
    assertThat(sentinel.alarms().get(0).text())
        .startsWith("reward_without_accuracy at step 40, ")
        .contains(
            "held-out accuracy is 50.0 %, after step 0 it was 50.0 %; the reward went from 1.")
        .contains("what to do: read responses");
  }

  @Test
  void rewardThatRisesWithHeldOutAccuracyIsNone() {
    put("reward", 1.5, 2.0);
    accuracies.replaceAll((version, accuracy) -> version > CHANGE ? 0.62 : accuracy);
    assertThat(watched().alarms()).isEmpty();
  }

  @Test
  void aPlateauOfHeldOutAccuracyAfterARiseIsNone() {
    put("reward", 1.5, 2.0);
    accuracies.replaceAll((version, accuracy) -> version > 0 ? 0.87 - 0.0003 * version : accuracy);
    assertThat(watched().alarms()).isEmpty();
  }

  @Test
  void heldOutAccuracyThatFallsSinceItsBestWhileTheRewardRisesIsAnAlarm() {
    put("reward", 1.5, 2.0);
    accuracies.replaceAll((version, a) -> version == 0 ? 0.5 : version <= CHANGE ? 0.85 : 0.65);
    Sentinel sentinel = watched();
    assertThat(names(sentinel)).containsExactly(SentinelAlarm.REWARD_WITHOUT_ACCURACY);
    assertThat(sentinel.alarms().get(0).figures())
        .startsWith("held-out accuracy is 65.0 %, after step 10 it was 85.0 %");
  }

  @Test
  void responsesThatGetLongerWithoutAccuracyAreAnAlarm() {
    put("completions/mean_length", 40, 60);
    Sentinel sentinel = watched();
    assertThat(names(sentinel)).containsExactly(SentinelAlarm.LENGTH_DRIFT);
    assertThat(sentinel.alarms().get(0).step()).isBetween(CHANGE, 50);
  }

  @Test
  void responsesThatGetShorterWithoutAccuracyAreAnAlarm() {
    put("completions/mean_length", 40, 25);
    assertThat(names(watched())).containsExactly(SentinelAlarm.LENGTH_DRIFT);
  }

  @Test
  void aGainInAccuracyExplainsSomeLength() {
    put("completions/mean_length", 40, 60);
    put("rewards/accuracy/mean", 0.5, 0.75);
    assertThat(watched().alarms()).isEmpty();
    put("completions/mean_length", 40, 110);
    assertThat(names(watched())).containsExactly(SentinelAlarm.LENGTH_DRIFT);
  }

  @Test
  void responsesThatRepeatThemselvesAreAnAlarm() {
    put("completions/repetition", 0.05, 0.4);
    assertThat(names(watched())).containsExactly(SentinelAlarm.REPETITION);
  }

  @Test
  void responsesThatRepeatedThemselvesFromTheStartAreNone() {
    put("completions/repetition", 0.4, 0.42);
    assertThat(watched().alarms()).isEmpty();
  }

  @Test
  void aPolicyThatIsSureOfWrongAnswersIsAnAlarm() {
    put("entropy", 0.4, 0.02);
    put("frac_reward_zero_std", 0.1, 0.95);
    assertThat(names(watched())).containsExactly(SentinelAlarm.ENTROPY_COLLAPSE);
  }

  @Test
  void aPolicyThatIsSureOfRightAnswersIsNone() {
    put("entropy", 0.4, 0.02);
    put("frac_reward_zero_std", 0.1, 0.95);
    put("rewards/accuracy/mean", 0.5, 0.95);
    assertThat(watched().alarms()).isEmpty();
  }

  @Test
  void aCriterionThatFallsWhileTheRewardRisesIsAnAlarmThatNamesTheOneThatRose() {
    accuracies.replaceAll((version, accuracy) -> version > 0 ? 0.87 : accuracy);
    put("reward", 1.5, 1.8);
    put("rewards/accuracy/mean", 0.7, 0.4);
    put("rewards/extended_chain/mean", 0.1, 0.7);
    put("rewards/extended_chain/std", 0.05, 0.05);
    Sentinel sentinel = new Sentinel(rewardedForLength());
    for (int step = 1; step <= STEPS; step++) {
      enter(sentinel, step);
    }
    assertThat(names(sentinel)).containsExactly(SentinelAlarm.CROWDED_OUT);
    assertThat(sentinel.alarms().get(0).figures())
        .contains("accuracy went from 0.")
        .contains("most by extended_chain (0.");
  }

  private static Recipe rewardedForLength() {
    return recipe(
        "rewards=[{name: accuracy, weight: 1}, {name: extended_chain, weight: 1, per_token:"
            + " 0.007}]");
  }

  @Test
  void aCriterionThatFallsWithTheRewardIsNone() {
    put("reward", 1.5, 1.2);
    put("rewards/accuracy/mean", 0.7, 0.4);
    assertThat(watched().alarms()).isEmpty();
  }

  @Test
  void aFigureThatIsMissingRaisesNothing() {
    put("completions/mean_length", 40, 90);
    figures.remove("rewards/accuracy/mean");
    figures.remove("entropy");
    figures.get("reward")[35] = Double.NaN;
    assertThat(watched().alarms()).isEmpty();
    assertThat(new Sentinel(recipe()).step(1, Map.of()).values()).containsOnly(0.0);
  }

  @Test
  void itMakesNoDifferenceWhenEvaluationsAreRead() {
    put("reward", 1.5, 2.0);
    put("completions/mean_length", 40, 60);
    Sentinel late = watched();
    Sentinel inTime = new Sentinel(recipe());
    enterEvaluation(inTime, 0);
    for (int step = 1; step <= STEPS; step++) {
      enter(inTime, step);
      enter(inTime, step);
      if (step % 10 == 0) {
        enterEvaluation(inTime, step);
        enterEvaluation(inTime, step);
      }
    }
    assertThat(inTime.alarms()).isEqualTo(late.alarms()).hasSize(2);
  }

  @Test
  void everyLevelIsAMetricOfItsStep() {
    put("completions/mean_length", 40, 60);
    Sentinel sentinel = new Sentinel(recipe());
    Map<String, Double> last = Map.of();
    for (int step = 1; step <= STEPS; step++) {
      last = enter(sentinel, step);
    }
    assertThat(last)
        .containsOnlyKeys(
            "sentinel/length_drift",
            "sentinel/repetition",
            "sentinel/entropy_collapse",
            "sentinel/crowded_out");
    assertThat(last.get("sentinel/length_drift")).isGreaterThan(1).isLessThan(3);
    assertThat(sentinel.level(SentinelAlarm.LENGTH_DRIFT))
        .isEqualTo(last.get("sentinel/length_drift"));
  }

  /**
   * Runs of the rows of that name in {@code recipes/paper-phantom}, seed 1, evaluated on 100
   * questions every 10 steps: in both the policy learns to look, gets longer by it, and reaches its
   * plateau early.
   */
  @ParameterizedTest
  @ValueSource(strings = {"grpo", "semantic_ecr"})
  void aRunThatLearnsRaisesNothing(String row) throws IOException {
    List<String> rewards =
        List.of(
            "rewards=[{name: format, weight: 1}, {name: accuracy, weight: 1}, {name:"
                + " semantic_alignment, weight: 1}, {name: extended_chain, weight: 1, per_token:"
                + " 0.007}]",
            "judges=[{name: semantic_alignment, model: m}]");
    Sentinel sentinel =
        new Sentinel(row.equals("grpo") ? recipe() : recipe(rewards.toArray(new String[0])));
    replay(row + ".jsonl", sentinel);
    assertThat(sentinel.alarms()).isEmpty();
    assertThat(sentinel.level(SentinelAlarm.LENGTH_DRIFT)).isGreaterThan(0.1); // it was looked at
  }

  private static void replay(String file, Sentinel sentinel) throws IOException {
    try (InputStream in = SentinelTest.class.getResourceAsStream(file)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode figures = new ObjectMapper().readTree(line);
        Map<String, Double> metrics = new HashMap<>();
        figures
            .properties()
            .forEach(
                figure ->
                    metrics.put(
                        figure.getKey().replaceFirst("^eval_", ""), figure.getValue().asDouble()));
        int step = figures.get("step").asInt();
        if (metrics.containsKey("n")) {
          sentinel.evaluation(step, metrics);
        } else {
          sentinel.step(step, metrics);
        }
      }
    }
  }

  @Test
  void aRunEndsByAnEvaluationOneIntervalAfterItsStep() {
    put("reward", 1.5, 2.0);
    Sentinel sentinel = watched(); // the alarm is of version 40
    StopRule rule = StopRule.of(recipe("sentinel=stop", "eval_steps=10", "max_steps=60"));
    assertThat(rule.awaited(10)).isEmpty();
    assertThat(rule.awaited(49)).isEmpty();
    assertThat(rule.awaited(50)).isEqualTo(OptionalInt.of(40));
    assertThat(rule.awaited(60)).as("there is nothing left to end").isEmpty();
    assertThat(rule.alarm(40, sentinel)).isEmpty();
    assertThat(rule.alarm(50, sentinel)).map(Alarm::step).contains(40);
  }

  @Test
  void onlyStopEndsARun() {
    put("completions/mean_length", 40, 60);
    Sentinel sentinel = watched();
    Map<String, Double> record = Map.of("sentinel/stopped", 1.0);
    StopRule stop = StopRule.of(recipe("sentinel=stop", "max_steps=100"));
    assertThat(stop.alarm(STEPS, sentinel)).map(Alarm::of).contains(SentinelAlarm.LENGTH_DRIFT);
    assertThat(stop.ends(STEPS, record)).isTrue();
    StopRule warn = StopRule.of(recipe("max_steps=100"));
    assertThat(warn.alarm(STEPS, sentinel)).isEmpty();
    assertThat(warn.ends(STEPS, record)).isFalse();
    assertThat(warn.awaited(50)).isEmpty();
  }
}
