package dev.preceptor.learner;

import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.StepMetric;
import dev.preceptor.schemas.History;
import dev.preceptor.schemas.TrainingStep;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** The steps that the log already holds, and what a learner needs of each to replay it. */
public final class CommittedSteps {

  /** The metrics that are kept: a run has many steps, and their records are large. */
  private static final Set<String> METRICS =
      Set.of(TrainingMetric.LEARNING_RATE.key(), StepMetric.NUM_TOKENS.key());

  private record Kept(String policySha256, Map<String, Double> metrics) {}

  private final TreeMap<Integer, Kept> steps = new TreeMap<>();
  private int firstStepKept = 1;

  /** None yet. */
  CommittedSteps() {}

  /** From the records of the training-steps topic. */
  public CommittedSteps(Collection<TrainingStep> records) {
    records.forEach(this::add);
  }

  /** Adds a record of the training-steps topic. */
  void add(TrainingStep record) {
    Map<String, Double> metrics = new HashMap<>(record.getMetrics());
    metrics.keySet().retainAll(METRICS);
    steps.put(record.getStep(), new Kept(record.getPolicySha256(), metrics));
    firstStepKept = Math.max(firstStepKept, History.firstStep(record).orElse(1));
  }

  /** Forgets the steps before one: they are not replayed. */
  void forgetBefore(int step) {
    steps.headMap(step).clear();
  }

  /** The last step; 0 when there is none. */
  public int last() {
    return steps.isEmpty() ? 0 : steps.lastKey();
  }

  /** The first step of whose groups the log keeps all records; 1 where nothing was deleted. */
  public int firstStepKept() {
    return firstStepKept;
  }

  /** The hash that was published for a step's policy. */
  public Optional<String> policySha256(int step) {
    return Optional.ofNullable(steps.get(step)).map(Kept::policySha256);
  }

  /** A step's learning rate ({@code learning_rate}) or the tokens so far ({@code num_tokens}). */
  public OptionalDouble metric(int step, String name) {
    Kept kept = steps.get(step);
    return kept == null || !kept.metrics().containsKey(name)
        ? OptionalDouble.empty()
        : OptionalDouble.of(kept.metrics().get(name));
  }
}
