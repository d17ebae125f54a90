package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Entry.Flaw;
import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.History;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.scoring.GroupScoring;
import java.util.List;
import java.util.Optional;

/**
 * Makes entries of the records of a run's topics but those of the policy. As for the services, a
 * record that cannot be read, or stands under another's key, is none of the run's; its group, where
 * the key tells one, is that of an unreadable record.
 */
public final class EntryReader {

  private final Topics topics;
  private final int responses;
  private final PromptReading promptReading;
  private final ScoreReading scoreReading;
  private final RecordCodec<Prompt> prompts = RecordCodec.of(Prompt.class);
  private final RecordCodec<Rollout> rollouts = RecordCodec.of(Rollout.class);
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);
  private final RecordCodec<ScoredGroup> groups = RecordCodec.of(ScoredGroup.class);
  private final RecordCodec<TrainingStep> steps = RecordCodec.of(TrainingStep.class);

  /**
   * A reader.
   *
   * @param recipe of the run
   */
  public EntryReader(Topics topics, Recipe recipe) {
    this.topics = topics;
    responses = recipe.sampling().numGenerations();
    promptReading = new PromptReading(recipe);
    scoreReading = new ScoreReading(recipe);
  }

  /**
   * What a record says.
   *
   * @param key as text, or null
   * @param value as bytes, or null
   * @param place its topic must be prompts, rollouts, judgements, scored groups or training steps
   */
  public Entry read(String key, byte[] value, Place place) {
    var topic = place.topic();
    try {
      if (topic.equals(topics.trainingSteps())) {
        return stepped(steps.decode(value), place);
      }
      var group = GroupKey.parse(key);
      if (topic.equals(topics.prompts())) {
        return new Entry.Issued(group, readable(() -> prompt(key, value)), place);
      }
      if (topic.equals(topics.rollouts())) {
        return new Entry.Sampled(group, readable(() -> rollout(key, value)), place);
      }
      if (topic.equals(topics.scoredGroups())) {
        return new Entry.Scored(group, readable(() -> score(key, value)), place);
      }
      if (topic.equals(topics.judgements())) {
        return judged(key, value, place);
      }
    } catch (UnreadableRecordException e) {
      return new Entry.Unreadable(e.getMessage(), place);
    }
    throw new IllegalArgumentException("topic " + topic + " is not one of groups and steps");
  }

  /** Decodes. */
  private interface Reading<T> {
    T read();
  }

  private static <T> Optional<T> readable(Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  private Entry.Prompt prompt(String key, byte[] value) {
    var prompt = prompts.decode(value);
    GroupKey.require(key, prompt.getStep(), prompt.getSlot());
    return promptReading.read(prompt);
  }

  private Entry.Rollout rollout(String key, byte[] value) {
    var rollout = rollouts.decode(value);
    GroupKey.require(key, rollout.getStep(), rollout.getSlot());
    return new Entry.Rollout(
        Fingerprint.of(rollout),
        rollout.getFailure() != null,
        rollout.getPolicyVersion(),
        Fingerprint.of(rollout.getQuestion(), rollout.getChoices(), rollout.getAnswer()),
        Fingerprint.of(rollout.getResponses()),
        rollout.getResponses().size(),
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

  private Entry judged(String key, byte[] value, Place place) {
    var judgement = judgements.decode(value);
    GroupKey.require(key, judgement.getStep(), judgement.getSlot());
    return new Entry.Judged(
        GroupKey.parse(key),
        judgement.getJudge(),
        Fingerprint.of(judgement),
        judgement.getVerdicts().stream().map(Verdict::getKind).toList(),
        place);
  }

  private Entry.Score score(String key, byte[] value) {
    var group = groups.decode(value);
    GroupKey.require(key, group.getStep(), group.getSlot());
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
