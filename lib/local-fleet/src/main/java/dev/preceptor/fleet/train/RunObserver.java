package dev.preceptor.fleet.train;

import dev.preceptor.run.evaluation.RunningAccuracy;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.TrainingStep;

/** Receives the events of a running run. */
interface RunObserver {

  /** A step was taken. */
  void stepped(TrainingStep step);

  /** A version of the policy was evaluated. */
  void evaluated(Evaluation evaluation);

  /** A question of an evaluation was answered; what it comes to so far. */
  void answered(RunningAccuracy now);

  /** Responses to a prompt were sampled. */
  void sampled(GroupKey group);

  /** A judge has judged a group. */
  void judged(GroupKey group, String judge);

  /** A group was scored, or failed. */
  void scored(GroupKey group);
}
