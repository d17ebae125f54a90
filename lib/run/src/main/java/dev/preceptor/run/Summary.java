package dev.preceptor.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The result of a run: {@code summary.json}. Values that were not measured are null.
 *
 * @param run name of the run
 * @param steps optimizer steps on record
 * @param policySha256 hash of the weights after the last step
 * @param seconds from the start of the command to its end
 * @param secondsToFirstReward from the start of the command to the first scored group; null for a
 *     resumed run
 * @param rewardFirst mean reward over the first tenth of the steps, at least one
 * @param rewardLast mean reward over the last tenth of the steps, at least one
 * @param accuracyBefore fraction of test questions answered correctly by the initial weights
 * @param accuracyAfter the same after the last step
 * @param groupsTrained groups that could move the weights; null for a supervised run, as the next
 *     three
 * @param groupsSkipped groups whose responses all had the same reward
 * @param groupsFailed groups that could not be sampled or scored
 * @param firstFailure the first of them, with the reason
 * @param stepsWithoutEffect steps that changed no weight
 * @param withoutEffect what had no effect, a sentence each, the worst first
 * @param ok whether the run did what its recipe asks for; if not, the command ends with 1
 */
public record Summary(
    @JsonProperty("run") String run,
    @JsonProperty("steps") int steps,
    @JsonProperty("policy_sha256") String policySha256,
    @JsonProperty("seconds") double seconds,
    @JsonProperty("seconds_to_first_reward") Double secondsToFirstReward,
    @JsonProperty("reward_first") Double rewardFirst,
    @JsonProperty("reward_last") Double rewardLast,
    @JsonProperty("accuracy_before") Double accuracyBefore,
    @JsonProperty("accuracy_after") Double accuracyAfter,
    @JsonProperty("groups_trained") Long groupsTrained,
    @JsonProperty("groups_skipped") Long groupsSkipped,
    @JsonProperty("groups_failed") Long groupsFailed,
    @JsonProperty("first_failure") String firstFailure,
    @JsonProperty("steps_without_effect") long stepsWithoutEffect,
    @JsonProperty("without_effect") List<String> withoutEffect,
    @JsonProperty("ok") boolean ok) {

  public Summary {
    withoutEffect = withoutEffect == null ? List.of() : List.copyOf(withoutEffect);
  }

  /** With the effect of the run. */
  public Summary(
      String run,
      int steps,
      String policySha256,
      double seconds,
      Double secondsToFirstReward,
      Double rewardFirst,
      Double rewardLast,
      Double accuracyBefore,
      Double accuracyAfter,
      EffectSummary effect) {
    this(
        run,
        steps,
        policySha256,
        seconds,
        secondsToFirstReward,
        rewardFirst,
        rewardLast,
        accuracyBefore,
        accuracyAfter,
        effect.trained(),
        effect.skipped(),
        effect.failed(),
        effect.firstFailure(),
        effect.stepsWithoutEffect(),
        effect.withoutEffect(),
        effect.ok());
  }

  /**
   * Ends the command if the run did not do what its recipe asks for; after the summary is printed.
   *
   * @throws RunFailedException with what had no effect
   */
  public void requireEffect() {
    if (!ok) {
      throw new RunFailedException(String.join("; ", withoutEffect));
    }
  }

  /**
   * Reads the summary of an earlier command; empty if the run has not ended yet.
   *
   * @throws InputException if the file exists but is not a summary
   */
  public static Optional<Summary> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(new ObjectMapper().readValue(file.toFile(), Summary.class))
          : Optional.empty();
    } catch (IOException e) {
      throw InputException.cannotBe("read", file, e);
    }
  }
}
