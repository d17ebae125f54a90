package dev.preceptor.history.rescore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The changes of a rescore. Responses are compared if their group is scored before and after.
 *
 * @param groups groups that were rescored
 * @param identical groups whose new record is identical to the run's
 * @param failedBefore groups that failed in the run
 * @param failedAfter groups that fail now
 * @param flatBefore groups whose advantages are all 0, so that there is nothing to learn from them
 * @param advantages responses compared
 * @param advantagesChanged responses whose advantage changed, to nine digits
 * @param signsFlipped responses whose advantage changed its sign
 * @param rankCorrelation Spearman's, of all advantages before and after; null if there is no order
 * @param rankCorrelationWithinGroups mean of the rank correlations of the groups that have an order
 *     before and after; null if none has
 * @param criteria criteria before and after, those of the run first
 * @param mostChanged groups with the largest mean absolute change of advantage, in order
 */
public record RescoreReport(
    @JsonProperty("groups") int groups,
    @JsonProperty("identical") int identical,
    @JsonProperty("failed_before") int failedBefore,
    @JsonProperty("failed_after") int failedAfter,
    @JsonProperty("flat_before") int flatBefore,
    @JsonProperty("flat_after") int flatAfter,
    @JsonProperty("advantages") int advantages,
    @JsonProperty("advantages_changed") int advantagesChanged,
    @JsonProperty("signs_flipped") int signsFlipped,
    @JsonProperty("rank_correlation") Double rankCorrelation,
    @JsonProperty("rank_correlation_within_groups") Double rankCorrelationWithinGroups,
    @JsonProperty("criteria") List<CriterionChange> criteria,
    @JsonProperty("most_changed") List<GroupChange> mostChanged) {

  /**
   * One criterion.
   *
   * @param values responses with a value before and after
   * @param changed responses whose value changed
   * @param meanBefore mean over all responses with a value; null if there is none
   * @param leftOutBefore scored groups in which it was left out
   * @param mostChanged groups with the largest mean absolute change of this value, in order
   */
  record CriterionChange(
      @JsonProperty("name") String name,
      @JsonProperty("values") int values,
      @JsonProperty("changed") int changed,
      @JsonProperty("mean_before") Double meanBefore,
      @JsonProperty("mean_after") Double meanAfter,
      @JsonProperty("left_out_before") int leftOutBefore,
      @JsonProperty("left_out_after") int leftOutAfter,
      @JsonProperty("most_changed") List<String> mostChanged) {}

  /**
   * One group.
   *
   * @param group step-slot
   * @param change mean absolute change of its advantages
   * @param criteria mean over the group's responses by criterion; null if it is left out
   */
  record GroupChange(
      @JsonProperty("group") String group,
      @JsonProperty("change") double change,
      @JsonProperty("rewards_before") List<Double> rewardsBefore,
      @JsonProperty("rewards_after") List<Double> rewardsAfter,
      @JsonProperty("advantages_before") List<Double> advantagesBefore,
      @JsonProperty("advantages_after") List<Double> advantagesAfter,
      @JsonProperty("criteria") Map<String, BeforeAfter> criteria) {}

  /** Two means; null where there is none. */
  record BeforeAfter(@JsonProperty("before") Double before, @JsonProperty("after") Double after) {}
}
