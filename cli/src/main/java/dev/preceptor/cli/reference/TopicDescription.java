package dev.preceptor.cli.reference;

import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import java.util.Optional;
import java.util.function.Function;

/** What the topics of a run are for; their names and settings are {@link Topics}'s. */
enum TopicDescription {
  DEFINITION(
      Topics::definition,
      "run",
      Definition.class,
      "the resolved recipe, the hashes of model and data, and the program's version",
      "`preceptor train`",
      "all services"),
  PROMPTS(
      Topics::prompts,
      "step-slot",
      Prompt.class,
      "a question with its image, seed, sampling unit and pinned policy version",
      "learner",
      "rollout"),
  ROLLOUTS(
      Topics::rollouts,
      "step-slot",
      Rollout.class,
      "a group's responses, or why there are none",
      "rollout",
      "reward, judge"),
  JUDGEMENTS(
      Topics::judgements,
      "step-slot",
      Judgement.class,
      "one judge's verdict on each response of a group",
      "judge",
      "reward"),
  JUDGE_CACHE(
      Topics::judgeCache,
      "SHA-256 of judge and statement",
      CachedVerdict.class,
      "yes or no to a statement",
      "judge",
      "judge"),
  SCORED_GROUPS(
      Topics::scoredGroups,
      "step-slot",
      ScoredGroup.class,
      "rewards and advantages of a group, or why it failed",
      "reward",
      "learner"),
  POLICY(
      Topics::policy,
      "version/chunk",
      PolicyChunk.class,
      "the weights, as anchors (whole) and deltas, in chunks",
      "learner",
      "rollout, eval"),
  TRAINING_STEPS(
      Topics::trainingSteps,
      "step",
      TrainingStep.class,
      "what became of each group of a step, the weights' SHA-256, the metrics",
      "learner",
      "`preceptor train`"),
  EVALUATIONS(
      Topics::evaluations,
      "version",
      Evaluation.class,
      "a benchmark's metrics and every question's answer",
      "eval",
      "`preceptor train`"),
  ANSWERS(
      Topics::answers,
      "version-row",
      EvaluationAnswer.class,
      "the answer to one question of an evaluation, graded and measured",
      "eval",
      "eval, `preceptor train`"),
  REVIEWS(
      Topics::reviews,
      "step-slot/response or vVERSION-row",
      Review.class,
      "what a person says of one response, or of one answer of an evaluation",
      "console",
      "console, `preceptor agreement`, `rescore --judge clinician`"),
  DEAD_LETTERS(
      Topics::deadLetters,
      "as in the original topic",
      null,
      "a record that could not be read or used, unchanged; the reason is in its headers",
      "all services",
      "people");

  private final Function<Topics, String> topic;
  private final String key;
  private final Class<?> value;
  private final String holds;
  private final String writers;
  private final String readers;

  TopicDescription(
      Function<Topics, String> topic,
      String key,
      Class<?> value,
      String holds,
      String writers,
      String readers) {
    this.topic = topic;
    this.key = key;
    this.value = value;
    this.holds = holds;
    this.writers = writers;
    this.readers = readers;
  }

  /** The topic's name in a run. */
  String in(Topics topics) {
    return topic.apply(topics);
  }

  String key() {
    return key;
  }

  /** The Avro record's name; none where records are bytes as they came. */
  Optional<String> value() {
    return Optional.ofNullable(value).map(Class::getSimpleName);
  }

  String holds() {
    return holds;
  }

  String writers() {
    return writers;
  }

  String readers() {
    return readers;
  }
}
