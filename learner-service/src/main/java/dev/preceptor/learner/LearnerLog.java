package dev.preceptor.learner;

import dev.preceptor.kit.TopicReader;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What earlier learners of this run have committed. */
@Singleton
class LearnerLog {

  /** Prompts carry pictures, so few of them are read to find the last. */
  private static final long WINDOW = 32;

  private final TopicReader reader;
  private final Topics topics;

  LearnerLog(TopicReader reader, Topics topics) {
    this.reader = reader;
    this.topics = topics;
  }

  /** Every step that was trained. */
  CommittedSteps committedSteps() {
    CommittedSteps committed = new CommittedSteps();
    reader.each(topics.trainingSteps(), TrainingStep.class, committed::add);
    return committed;
  }

  /**
   * The last step whose prompts were issued; 0 when there is none. Steps are issued in order, each
   * as a whole, so the last prompts of the partitions tell.
   */
  int lastIssuedStep() {
    return reader.lasts(topics.prompts(), Prompt.class, WINDOW).stream()
        .mapToInt(Prompt::getStep)
        .max()
        .orElse(0);
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
