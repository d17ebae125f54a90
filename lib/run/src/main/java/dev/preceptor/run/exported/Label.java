package dev.preceptor.run.exported;

import java.util.Locale;

/**
 * A label of a metric. Each has few values, all known when the run starts: never the id of a group,
 * a worker or a client.
 */
public enum Label {
  RUN("the run's name; on every metric"),
  /** Not "service", which Kubernetes monitors set to the Service that they scrape. */
  COMPONENT("`learner-service`, `rollout-service`, …; on every metric"),
  WHAT("what is waited for, in the table below"),
  TOPIC("a topic without the run's name, such as `rollouts`"),
  OUTCOME("`trained`, `skipped` or `failed`; of a rollout `answered` or `failed`"),
  REWARD("the name of a reward in the recipe"),
  JUDGE("the name of a judge in the recipe"),
  GRADER("the name of one of the recipe's `graders`"),
  METRIC(
      "the name of one of the recipe's `metrics`; `similarity_answer` where it is of the answer"),
  ALARM("the name of an alarm of the sentinel, such as `length_drift`"),
  VERDICT("`yes`, `no` or `unscorable`"),
  REASON("why a response is unscorable");

  private final String meaning;

  Label(String meaning) {
    this.meaning = meaning;
  }

  /** Its name for Prometheus. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its values are. */
  public String meaning() {
    return meaning;
  }
}
