package dev.preceptor.learner;

import dev.preceptor.kit.TopicReader;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What earlier learners of this run have committed. */
@Singleton
class LearnerLog {

  /** Prompts carry images, so few of them are read to find the last. */
  private static final long WINDOW = 32;

  private final TopicReader reader;
  private final Topics topics;
  private final UnitLayout layout;

  LearnerLog(TopicReader reader, Topics topics, Recipe recipe) {
    this.reader = reader;
    this.topics = topics;
    this.layout = UnitLayout.of(recipe);
  }

  /** Every step that was trained. */
  CommittedSteps committedSteps() {
    CommittedSteps committed = new CommittedSteps();
    reader.each(topics.trainingSteps(), TrainingStep.class, committed::add);
    return committed;
  }

  /** What was issued last. */
  IssuedPrompts issued() {
    return IssuedPrompts.of(
        reader.lasts(
            topics.prompts(), Prompt.class, WINDOW, prompt -> !layout.isSpare(prompt.getSlot())),
        layout);
  }

  /**
   * A version of the policy as it was published, put together from the log; nothing where the log
   * does not hold it any more. Reads all that was published before, so it is for when something is
   * wrong.
   */
  Optional<MemoryModel> policy(int version) {
    PolicyAssembler assembler = new PolicyAssembler(Long.MAX_VALUE, 0);
    return reader.first(
        topics.policy(),
        PolicyChunk.class,
        chunk -> {
          if (chunk.getVersion() <= version) {
            assembler.accept(chunk);
          }
          return assembler.has(version)
              ? Optional.of(assembler.at(version).weights())
              : Optional.empty();
        });
  }
}
