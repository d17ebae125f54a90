package dev.preceptor.scoring;

import dev.preceptor.vqa.grading.RewardFunction;
import java.util.Optional;

/**
 * One summand of a reward.
 *
 * @param name the recipe's name for it
 * @param weight factor of its value
 * @param function what grades it; empty when a judge of that name does
 */
public record Criterion(String name, double weight, Optional<RewardFunction> function) {

  /** Whether a judge's verdict is its value. */
  public boolean isJudged() {
    return function.isEmpty();
  }
}
