package dev.preceptor.run.exported;

import java.util.Locale;

/** What a service can wait for. The words that go with it may say more; these are the labels. */
public enum Awaited {
  PROMPTS("rollout-service: prompts of the oldest sampling unit"),
  POLICY("rollout-service: the policy version that its prompts pin; eval-service: the next one"),
  ROLLOUTS("judge- and reward-service: rollouts"),
  JUDGE("judge-service: a judge that is unavailable"),
  JUDGEMENTS("reward-service: judges' verdicts on groups that it holds"),
  ANSWERS("eval-service: the answers of the other eval-services to the version under evaluation"),
  SCORED_GROUPS("learner-service: the groups of the next step"),
  EVALUATION("learner-service: an evaluation that its sentinel must see (`sentinel: stop`)"),
  DISK("learner-service: room for a checkpoint"),
  NOTHING("learner-service: all steps are done");

  private final String meaning;

  Awaited(String meaning) {
    this.meaning = meaning;
  }

  /** The value of the label {@code what}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Who waits for it, and what it is. */
  public String meaning() {
    return meaning;
  }
}
