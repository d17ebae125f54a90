package dev.preceptor.rollout;

import java.util.List;

/**
 * Prompts to be decoded together.
 *
 * @param step optimizer step, from 1
 * @param unit number within the step, from 0
 * @param policyVersion the version that must answer
 * @param prompts all prompts of the unit, by slot
 */
public record SamplingUnit<R>(int step, int unit, int policyVersion, List<HeldPrompt<R>> prompts) {

  public SamplingUnit {
    prompts = List.copyOf(prompts);
  }
}
