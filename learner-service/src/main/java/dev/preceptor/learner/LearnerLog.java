package dev.preceptor.learner;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.UnreadableRecordException;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What earlier learners of this run have committed. */
@Singleton
class LearnerLog {

  /** Prompts carry images, so few of them are read to find the last. */
  private static final long WINDOW = 32;

  private final RunLog log;
  private final RunBounds bounds;
  private final int partitions;

  LearnerLog(RunLog log, RunBounds bounds, Recipe recipe) {
    this.log = log;
    this.bounds = bounds;
    this.partitions = recipe.fleet().partitions();
  }

  /**
   * Every step that was trained.
   *
   * @param watched metrics that are kept beside what a replay needs
   */
  CommittedSteps committedSteps(Set<String> watched) {
    CommittedSteps committed = new CommittedSteps(watched);
    StepRecords records = new StepRecords(bounds);
    log.each(
        RunEvent.Stepped.class,
        stepped -> {
          try {
            records.enter(stepped.key(), stepped.value().get());
            committed.add(stepped.value().get());
          } catch (RefusedRecordException e) {
            return; // none of this run's; it is put among the dead letters
          }
        });
    if (committed.last() > 0) {
      committed.settle(published(committed));
    }
    return committed;
  }

  /**
   * The hashes that the log announces of its versions, from the last one backwards until there is
   * one of every step that is to be settled. In a log that nobody else writes to that is one
   * record.
   */
  private Map<Integer, Set<String>> published(CommittedSteps committed) {
    Map<Integer, Set<String>> hashes = new HashMap<>();
    int oldest = committed.oldestToSettle();
    log.backwards(
        RunEvent.Published.class,
        published -> {
          PolicyChunk chunk = published.value().get();
          hashes
              .computeIfAbsent(chunk.getVersion(), version -> new HashSet<>())
              .add(chunk.getSha256());
          return chunk.getVersion() < oldest || committed.isSettledBy(hashes)
              ? OptionalLong.empty()
              : OptionalLong.of(published.place().offset());
        });
    return hashes;
  }

  /** Whether a version of the policy was published. Reads the log until it is found. */
  boolean isPublished(int version, String sha256) {
    return log.first(
            RunEvent.Published.class,
            published -> {
              PolicyChunk chunk = published.value().get();
              return chunk.getVersion() == version && chunk.getSha256().equals(sha256)
                  ? Optional.of(chunk.getVersion())
                  : Optional.<Integer>empty();
            })
        .isPresent();
  }

  /**
   * What was issued last.
   *
   * @param committed the last step in the log
   */
  IssuedPrompts issued(int committed) {
    TakenSteps taken = TakenSteps.upTo(committed);
    List<Prompt> prompts =
        log
            .lasts(
                RunEvent.Issued.class,
                WINDOW,
                issued ->
                    isOfRun(issued, taken)
                        && !bounds.layout().isSpare(issued.value().get().getSlot()))
            .stream()
            .filter(issued -> isOfRun(issued, taken))
            .map(issued -> issued.value().get())
            .toList();
    return IssuedPrompts.of(prompts, bounds.layout());
  }

  private boolean isOfRun(RunEvent.Issued issued, TakenSteps taken) {
    try {
      Prompt prompt = issued.value().get();
      GroupKey group = issued.group();
      GroupKey.require(issued.key(), prompt.getStep(), prompt.getSlot());
      bounds.requireIssued(group, taken);
      bounds.requirePrompt(prompt);
      return issued.place().partition() == bounds.layout().unitOf(group.slot()) % partitions;
    } catch (UnreadableRecordException e) {
      return false;
    }
  }

  /** How many partitions the topics have that are keyed by group. */
  int partitions() {
    return log.partitions(log.topic(RunEvent.Scored.class));
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
