package dev.preceptor.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What came out of a run: {@code summary.json}. What was not measured is null.
 *
 * @param run its name
 * @param steps optimizer steps on record
 * @param policySha256 of the weights after the last step
 * @param seconds from the command's start to its end
 * @param secondsToFirstReward from the command's start to the first scored group; null where that
 *     came in an earlier command
 * @param rewardFirst mean reward over the first tenth of the steps, at least one
 * @param rewardLast mean reward over the last tenth of the steps, at least one
 * @param accuracyBefore share of test questions answered rightly by the weights at the start
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
   * What an earlier command has written; nothing while the run has not come to an end.
   *
   * @throws InputException if the file is there but is none
   */
  public static Optional<Summary> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(new ObjectMapper().readValue(file.toFile(), Summary.class))
          : Optional.empty();
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
