package dev.preceptor.recipe;

import java.util.List;

/**
 * How responses are scored.
 *
 * @param rewards {@code rewards}: what is summed, in this order
 * @param judges {@code judges}: models whose verdicts are rewards of the same name
 * @param judgeDeadlineSeconds {@code judge_deadline_seconds}: how long a group waits for verdicts
 * @param missingVerdict {@code missing_verdict}
 */
public record ScoringKeys(
    List<RewardKeys> rewards,
    List<JudgeKeys> judges,
    int judgeDeadlineSeconds,
    MissingVerdict missingVerdict) {}
