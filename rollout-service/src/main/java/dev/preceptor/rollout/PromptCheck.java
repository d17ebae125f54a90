package dev.preceptor.rollout;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;

/**
 * What a prompt must be like to be answered. One that waited for a unit or a policy version that
 * never comes would hold up its step for ever.
 *
 * @param bounds the groups of the run
 * @param taken the steps that the run has taken
 * @param partitions of the prompts' topic: those of unit u are in partition u modulo this number
 */
record PromptCheck(RunBounds bounds, TakenSteps taken, int partitions) {

  /**
   * Checks a prompt.
   *
   * @param key its record's
   * @param partition its record's
   * @throws dev.preceptor.schemas.UnreadableRecordException if its key is another group's
   * @throws dev.preceptor.schemas.RefusedRecordException if the run cannot have issued it
   */
  void require(String key, int partition, Prompt prompt) {
    GroupKey.require(key, prompt.getStep(), prompt.getSlot());
    requirePlace(new GroupKey(prompt.getStep(), prompt.getSlot()), partition);
    bounds.requirePrompt(prompt);
  }

  /**
   * Checks that there can be a prompt for a group in a partition.
   *
   * @throws dev.preceptor.schemas.RefusedRecordException if there cannot
   */
  void requirePlace(GroupKey group, int partition) {
    bounds.requireIssued(group, taken);
    group.requirePartition(bounds.layout().unitOf(group.slot()) % partitions, partition);
  }
}
