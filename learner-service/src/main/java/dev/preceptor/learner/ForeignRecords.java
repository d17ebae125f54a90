package dev.preceptor.learner;

import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.runlog.DefinitionRecords;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.Excerpt;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells the run's own records from others in the topics that no consumer group reads: definition,
 * training-steps, evaluations, answers, reviews and judge-cache. Of the steps the learner knows
 * which it wrote. Of the others it knows what the run can have written.
 */
final class ForeignRecords {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final RunBounds bounds;
  private final TakenSteps taken;
  private final IntFunction<Optional<String>> made;
  private final Set<String> judges;
  private final DefinitionRecords definitions;
  private final StepRecords steps;
  private final ReviewRules reviews;

  /** Hashes of the first record of each step, evaluation and answer. */
  private final Map<String, String> contents = new HashMap<>();

  /**
   * No record yet.
   *
   * @param taken the steps that the run has taken
   * @param made the hash of what a step made, of those that this learner has trained
   */
  ForeignRecords(
      Topics topics,
      Recipe recipe,
      RunBounds bounds,
      TakenSteps taken,
      IntFunction<Optional<String>> made) {
    this.bounds = bounds;
    this.taken = taken;
    this.made = made;
    judges = recipe.scoring().judges().stream().map(JudgeKeys::name).collect(Collectors.toSet());
    definitions = new DefinitionRecords(topics);
    steps = new StepRecords(bounds);
    reviews = ReviewRules.of(topics.run(), recipe);
  }

  /**
   * Checks the next record.
   *
   * @return false if it repeats an earlier one word for word, which is harmless
   * @throws dev.preceptor.schemas.UnreadableRecordException if it cannot be read
   * @throws RefusedRecordException if it is none of the run's
   */
  boolean require(RunEvent event) {
    if (event instanceof RunEvent.Defined defined) {
      definitions.enter(defined.key(), defined.value().get());
      return true;
    }
    if (event instanceof RunEvent.Stepped stepped) {
      TrainingStep step = stepped.value().get();
      requireOwn(step);
      steps.enter(stepped.key(), step);
      return isFirst("step " + step.getStep(), stepped.value().bytes());
    }
    if (event instanceof RunEvent.Evaluated evaluated) {
      Evaluation evaluation = evaluated.value().get();
      bounds.requireEvaluation(evaluated.key(), evaluation, taken);
      return isFirst(
          "the evaluation of version " + evaluation.getPolicyVersion(), evaluated.value().bytes());
    }
    if (event instanceof RunEvent.Answered answered) {
      bounds.requireAnswer(answered.key(), answered.value().get(), taken);
      return isFirst("answer " + answered.key(), answered.value().bytes());
    }
    if (event instanceof RunEvent.Reviewed reviewed) {
      reviews.require(reviewed.key(), reviewed.value().get(), taken);
    }
    if (event instanceof RunEvent.VerdictCached cached) {
      requireVerdict(cached.key(), cached.value().get());
    }
    return true;
  }

  private void requireOwn(TrainingStep step) {
    Optional<String> own = made.apply(step.getStep());
    if (own.isPresent() && !own.get().equals(step.getPolicySha256())) {
      throw new RefusedRecordException(
          "step %d with SHA-256 %s: the run's learner made %s"
              .formatted(step.getStep(), Excerpt.of(step.getPolicySha256()), own.get()));
    }
    if (own.isEmpty() && !taken.isTaken(step.getStep())) {
      bounds.requireStep(step.getStep());
      throw new RefusedRecordException(
          "step %d: the run's learner has not taken it yet".formatted(step.getStep()));
    }
  }

  private boolean isFirst(String what, byte[] content) {
    String hash = Sha256.hex(content);
    String first = contents.putIfAbsent(what, hash);
    if (first != null && !first.equals(hash)) {
      throw new RefusedRecordException(what + " is on record already, with another content");
    }
    return first == null;
  }

  private void requireVerdict(String key, CachedVerdict verdict) {
    if (key == null || !SHA256.matcher(key).matches()) {
      throw new RefusedRecordException(
          "a verdict with the key %s, which is no SHA-256".formatted(Excerpt.of(key)));
    }
    if (!judges.contains(verdict.getJudge()) || !SHA256.matcher(verdict.getJudgeHash()).matches()) {
      throw new RefusedRecordException(
          "a verdict of judge %s with the hash %s, which the run does not have"
              .formatted(Excerpt.of(verdict.getJudge()), Excerpt.of(verdict.getJudgeHash())));
    }
  }
}
