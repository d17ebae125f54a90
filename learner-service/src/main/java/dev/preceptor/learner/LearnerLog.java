package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What earlier learners of this run have committed. */
@Singleton
class LearnerLog {

  /** Prompts carry images, so few of them are read to find the last. */
  private static final long WINDOW = 32;

  private final RunLog log;
  private final UnitLayout layout;

  LearnerLog(RunLog log, Recipe recipe) {
    this.log = log;
    this.layout = UnitLayout.of(recipe);
  }

  /** Every step that was trained. */
  CommittedSteps committedSteps() {
    CommittedSteps committed = new CommittedSteps();
    log.each(RunEvent.Stepped.class, stepped -> committed.add(stepped.value().get()));
    return committed;
  }

  /** What was issued last. */
  IssuedPrompts issued() {
    List<Prompt> prompts =
        log
            .lasts(
                RunEvent.Issued.class,
                WINDOW,
                issued -> !layout.isSpare(issued.value().get().getSlot()))
            .stream()
            .map(issued -> issued.value().get())
            .toList();
    return IssuedPrompts.of(prompts, layout);
  }

  /**
   * A version of the policy as it was published, put together from the log; nothing where the log
   * does not hold it any more. Reads all that was published before, so it is for when something is
   * wrong.
   */
  Optional<MemoryModel> policy(int version) {
    PolicyAssembler assembler = new PolicyAssembler(Long.MAX_VALUE, 0);
    return log.first(
        RunEvent.Published.class,
        published -> {
          PolicyChunk chunk = published.value().get();
          if (chunk.getVersion() <= version) {
            assembler.accept(chunk);
          }
          return assembler.has(version)
              ? Optional.of(assembler.at(version).weights())
              : Optional.empty();
        });
  }
}
