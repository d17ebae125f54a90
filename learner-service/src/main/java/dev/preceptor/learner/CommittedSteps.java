package dev.preceptor.learner;

import dev.preceptor.schemas.TrainingStep;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The steps that the log already holds. */
public final class CommittedSteps {

  private final TreeMap<Integer, TrainingStep> steps = new TreeMap<>();

  /** From the records of the training-steps topic. */
  public CommittedSteps(Collection<TrainingStep> records) {
    records.forEach(record -> steps.put(record.getStep(), record));
  }

  /** The last step; 0 when there is none. */
  public int last() {
    return steps.isEmpty() ? 0 : steps.lastKey();
  }

  /** The hash that was published for a step's policy. */
  public Optional<String> policySha256(int step) {
    return Optional.ofNullable(steps.get(step)).map(TrainingStep::getPolicySha256);
  }

  /** A metric of a step. */
  public OptionalDouble metric(int step, String name) {
    TrainingStep record = steps.get(step);
    return record == null || !record.getMetrics().containsKey(name)
        ? OptionalDouble.empty()
        : OptionalDouble.of(record.getMetrics().get(name));
  }
}
