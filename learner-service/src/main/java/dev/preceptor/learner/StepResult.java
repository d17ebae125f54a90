package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.TrainingStep;
import java.util.List;
import java.util.Map;

/**
 * What a trained step leaves behind.
 *
 * @param record the step, for the log
 * @param policy the weights it made, version {@code record.step}
 * @param prompts what is asked next
 * @param nextOffsets per partition of the scored groups where reading goes on
 * @param replayed whether the log holds all this already, so that nothing is to be written
 */
public record StepResult(
    TrainingStep record,
    MemoryModel policy,
    List<Prompt> prompts,
    Map<Integer, Long> nextOffsets,
    boolean replayed) {}
