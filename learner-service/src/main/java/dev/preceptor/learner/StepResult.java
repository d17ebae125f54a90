package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a trained step leaves behind.
 *
 * @param record the step, for the log
 * @param policy the weights it made, version {@code record.step}
 * @param publication the same for the log; nothing where the step was replayed, and the log holds
 *     all this already
 * @param prompts what is asked next
 * @param nextOffsets per partition of the scored groups where reading goes on
 */
public record StepResult(
    TrainingStep record,
    MemoryModel policy,
    Optional<Publication> publication,
    List<Prompt> prompts,
    Map<Integer, Long> nextOffsets) {}
