package dev.preceptor.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    @JsonProperty("accuracy_after") Double accuracyAfter) {

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
