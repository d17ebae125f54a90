package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Entry.Flaw;
import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.evaluation.AnswerRecords;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.History;
import dev.preceptor.schemas.QuestionResult;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.scoring.GroupScoring;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes entries of the records of a run's topics but those of the policy. As for the services, a
 * record that cannot be read, or stands under another's key, is none of the run's; its group, where
 * the key tells one that the recipe has, is that of an unreadable record.
 */
public final class EntryReader {

  /** How far the run has come is the ledger's business. */
  private static final TakenSteps ALL = TakenSteps.upTo(Integer.MAX_VALUE);

  private final RunBounds bounds;
  private final ReviewRules reviews;
  private final int responses;
  private final PromptReading promptReading;
  private final ScoreReading scoreReading;

  /**
   * A reader.
   *
   * @param run its name
   * @param recipe of the run
   */
  public EntryReader(String run, Recipe recipe) {
    bounds = RunBounds.of(recipe);
    reviews = ReviewRules.of(run, recipe);
    responses = recipe.sampling().numGenerations();
    promptReading = new PromptReading(recipe);
    scoreReading = new ScoreReading(recipe);
  }

  /**
   * What a record says.
   *
   * @param event of a prompt, a rollout, a judgement, a scored group, a step, an answer, an
   *     evaluation or a review
   */
  public Entry read(RunEvent event) {
    var place = event.place();
    try {
      if (event instanceof RunEvent.Stepped stepped) {
        return stepped(stepped.value().get(), place);
      }
      if (event instanceof RunEvent.Answered answered) {
        return answered(answered);
      }
      if (event instanceof RunEvent.Evaluated evaluated) {
        return evaluated(evaluated);
      }
      if (event instanceof RunEvent.Reviewed reviewed) {
        return reviewed(reviewed);
      }
      if (event instanceof RunEvent.Issued issued) {
        return new Entry.Issued(issued.group(), readable(issued, () -> prompt(issued)), place);
      }
      if (event instanceof RunEvent.Sampled sampled) {
        return new Entry.Sampled(sampled.group(), readable(sampled, () -> rollout(sampled)), place);
      }
      if (event instanceof RunEvent.Scored scored) {
        return new Entry.Scored(scored.group(), readable(scored, () -> score(scored)), place);
      }
      if (event instanceof RunEvent.Judged judged) {
        return judged(judged);
      }
    } catch (UnreadableRecordException e) {
      return new Entry.Unreadable(e.getMessage(), place);
    }
    throw new IllegalArgumentException(place + " is not a record of a group or a step");
  }

  /** Decodes. */
  private interface Reading<T> {
    T read();
  }

  /** Nothing for an unreadable record of a group that the recipe has; of others it is none. */
  private <T> Optional<T> readable(RunEvent.OfGroup event, Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (UnreadableRecordException e) {
      bounds.requireGroup(event.group());
      return Optional.empty();
    }
  }

  private Entry.Prompt prompt(RunEvent.Issued issued) {
    var prompt = issued.value().get();
    GroupKey.require(issued.key(), prompt.getStep(), prompt.getSlot());
    return promptReading.read(prompt);
  }

  private Entry.Rollout rollout(RunEvent.Sampled sampled) {
    var rollout = sampled.value().get();
    GroupKey.require(sampled.key(), rollout.getStep(), rollout.getSlot());
    return new Entry.Rollout(
        Fingerprint.of(rollout),
        rollout.getFailure() != null,
        rollout.getPolicyVersion(),
        Fingerprint.of(rollout.getQuestion(), rollout.getChoices(), rollout.getAnswer()),
        Fingerprint.of(rollout.getResponses()),
        rollout.getResponses().size(),
        rollout.getResponses().stream()
            .map(response -> ReviewRules.sha256(response.getText()))
            .toList(),
        scoreReading.grades(rollout),
        flaws(rollout));
  }

  private List<Flaw> flaws(Rollout rollout) {
    if (rollout.getFailure() != null || rollout.getResponses().size() == responses) {
      return List.of();
    }
    return List.of(
        new Flaw(
            Kind.ALTERED,
            "has %d responses, num_generations is %d"
                .formatted(rollout.getResponses().size(), responses)));
  }

  private static Entry judged(RunEvent.Judged judged) {
    var group = judged.group();
    var judgement = judged.value().get();
    GroupKey.require(judged.key(), judgement.getStep(), judgement.getSlot());
    return new Entry.Judgement(
        group,
        judgement.getJudge(),
        Fingerprint.of(judgement),
        judgement.getVerdicts().stream().map(Verdict::getKind).toList(),
        judged.place());
  }

  private Entry.Score score(RunEvent.Scored scored) {
    var group = scored.value().get();
    GroupKey.require(scored.key(), group.getStep(), group.getSlot());
    return new Entry.Score(
        Fingerprint.of(group),
        Optional.ofNullable(group.getFailure()),
        group.getPolicyVersion(),
        Fingerprint.of(
            group.getResponses().stream().map(response -> response.getResponse()).toList()),
        ScoreReading.values(group),
        GroupScoring.lateJudges(group),
        scoreReading.flaws(group));
  }

  private static Entry answered(RunEvent.Answered answered) {
    EvaluationAnswer answer = answered.value().get();
    if (!AnswerRecords.key(answer).equals(answered.key())) {
      throw new UnreadableRecordException("an answer under another key");
    }
    return new Entry.Answered(
        answer.getPolicyVersion(),
        answer.getPolicySha256(),
        answer.getRow(),
        grade(answer.getAnswer(), answer.getCorrect(), answer.getWhy()),
        ReviewRules.sha256(answer.getResponse()),
        answered.place());
  }

  private static Entry evaluated(RunEvent.Evaluated evaluated) {
    Evaluation evaluation = evaluated.value().get();
    if (!Integer.toString(evaluation.getPolicyVersion()).equals(evaluated.key())) {
      throw new UnreadableRecordException("an evaluation under another key");
    }
    Map<Long, String> grades = new TreeMap<>();
    Map<Long, String> texts = new TreeMap<>();
    for (QuestionResult result : evaluation.getResults()) {
      grades.put(result.getRow(), grade(result.getAnswer(), result.getCorrect(), result.getWhy()));
      if (!evaluation.getResponsesApart()) {
        texts.put(result.getRow(), ReviewRules.sha256(result.getResponse()));
      }
    }
    String sha256 = evaluation.getPolicySha256();
    return new Entry.Evaluated(
        evaluation.getPolicyVersion(),
        sha256 == null ? "" : sha256,
        grades,
        texts,
        evaluated.place());
  }

  private Entry reviewed(RunEvent.Reviewed reviewed) {
    Review review = reviewed.value().get();
    return new Entry.Reviewed(
        reviews.require(reviewed.key(), review, ALL),
        review.getCriterion(),
        review.getReviewer(),
        review.getId(),
        Fingerprint.of(review),
        review.getTextSha256(),
        reviewed.place());
  }

  private static String grade(String answer, boolean correct, String why) {
    return Fingerprint.of(answer, List.of(String.valueOf(correct), why), "");
  }

  private static Entry stepped(TrainingStep step, Place place) {
    if (step.getStep() < 1) {
      throw new UnreadableRecordException("step " + step.getStep() + "; steps count from 1");
    }
    return new Entry.Stepped(
        step.getStep(),
        step.getPolicyVersion(),
        step.getPolicySha256(),
        step.getGroups().stream()
            .filter(group -> group.getSlot() >= 0)
            .map(
                group ->
                    new Entry.Settled(
                        new GroupKey(step.getStep(), group.getSlot()),
                        group.getOutcome(),
                        group.getReason(),
                        place))
            .toList(),
        History.firstStep(step),
        place);
  }
}
