package dev.preceptor.run;

import dev.preceptor.schemas.Outcome;
import java.util.List;

/**
 * The effect of a run in its summary.
 *
 * @param trained groups that could move the weights; null for a supervised run, as the next three
 * @param skipped groups whose responses all had the same reward
 * @param failed groups that could not be sampled or scored
 * @param firstFailure the first of them, with the reason
 * @param stepsWithoutEffect steps that changed no weight
 * @param withoutEffect what had no effect, a sentence each, the worst first
 * @param ok whether the run did what its recipe asks for
 */
public record EffectSummary(
    Long trained,
    Long skipped,
    Long failed,
    String firstFailure,
    long stepsWithoutEffect,
    List<String> withoutEffect,
    boolean ok) {

  public EffectSummary {
    withoutEffect = List.copyOf(withoutEffect);
  }

  /** Of a run on groups. */
  public static EffectSummary of(RunEffects effects) {
    List<NoEffect> found = effects.noEffects();
    return new EffectSummary(
        effects.count(Outcome.trained),
        effects.count(Outcome.skipped),
        effects.count(Outcome.failed),
        effects.firstFailure().orElse(null),
        effects.stepsWithoutChange(),
        found.stream().map(NoEffect::text).toList(),
        found.stream().noneMatch(NoEffect::fails));
  }

  /**
   * Of a supervised run.
   *
   * @param found what had no effect
   */
  public static EffectSummary of(long stepsWithoutEffect, List<NoEffect> found) {
    return new EffectSummary(
        null,
        null,
        null,
        null,
        stepsWithoutEffect,
        found.stream().map(NoEffect::text).toList(),
        found.stream().noneMatch(NoEffect::fails));
  }
}
