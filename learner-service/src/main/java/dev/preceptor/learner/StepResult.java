package dev.preceptor.learner;

import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.TrainingStep;
import java.util.List;

/**
 * What a trained step writes, in one transaction.
 *
 * @param record the step's record
 * @param reached where the learner is after it
 * @param publication the policy it made
 * @param prompts the prompts it issues
 */
public record StepResult(
    TrainingStep record, ReachedStep reached, Publication publication, List<Prompt> prompts) {

  public StepResult {
    prompts = List.copyOf(prompts);
  }
}
