package dev.preceptor.history.rescore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a rescore changes. Responses are compared where their group is scored both before and after.
 *
 * @param groups that were scored again
 * @param identical groups whose new record is the run's to the last bit and letter
 * @param failedBefore groups that the run has as failed
 * @param failedAfter groups that fail now
 * @param flatBefore groups of which nothing can be learnt, all advantages being 0
 * @param advantages responses that are compared
 * @param advantagesChanged those whose advantage is another number, to nine digits
 * @param signsFlipped those whose advantage was above 0 and is below, or the reverse
 * @param rankCorrelation Spearman's, of all advantages before and after; null where there is no
 *     order
 * @param rankCorrelationWithinGroups the mean of each group's own, over those that have an order
 *     before and after; null where none has
 * @param criteria before and after, the run's first
 * @param mostChanged groups in the order of their mean absolute change of advantage
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
   * @param values responses that have one before and after
   * @param changed those whose value is another number
   * @param meanBefore over all responses that have a value; null where none has
   * @param leftOutBefore scored groups in which it was left out
   * @param mostChanged groups in the order of their mean absolute change of this value
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
   * @param criteria by name, the mean over the group's responses; null where it is left out
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
