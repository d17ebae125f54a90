package dev.preceptor.run.plan;

import dev.preceptor.schemas.Excerpt;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.TrainingStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The steps on record, from the records of the training-steps topic in log order. A run takes its
 * steps one after the other, so a record counts only if it is that of the next step; a record of a
 * later one is ahead of what the run can have written. Not thread-safe.
 */
public final class StepRecords implements TakenSteps {

  /** Longest hash that is kept; nobody's is longer. */
  private static final int SHA256_CHARS = 64;

  /** Hashes that are kept of a step. A run records one; strangers may have added theirs. */
  private static final int MAX_HASHES = 100_000;

  private final RunBounds bounds;
  private final List<Set<String>> hashes = new ArrayList<>();

  /** No steps yet. */
  public StepRecords(RunBounds bounds) {
    this.bounds = bounds;
  }

  /**
   * Enters the next record.
   *
   * @param key its record's
   * @return whether it is the first of its step, which counts
   * @throws RefusedRecordException if the run cannot have written it
   */
  public boolean enter(String key, TrainingStep record) {
    int step = record.getStep();
    if (!Integer.toString(step).equals(key)) {
      throw new RefusedRecordException(
          "the record of step %d has the key %s".formatted(step, Excerpt.of(key)));
    }
    bounds.requireStep(step);
    if (record.getPolicyVersion() != step || record.getPolicySha256().length() > SHA256_CHARS) {
      throw new RefusedRecordException(
          "step %d claims to have made policy version %d with SHA-256 %s"
              .formatted(step, record.getPolicyVersion(), Excerpt.of(record.getPolicySha256())));
    }
    if (step > last() + 1) {
      throw new RefusedRecordException(
          "step %d is ahead of the run, which has not taken step %d yet".formatted(step, step - 1));
    }
    boolean first = step == last() + 1;
    if (first) {
      hashes.add(new HashSet<>());
    }
    Set<String> ofStep = hashes.get(step - 1);
    if (ofStep.size() < MAX_HASHES) {
      ofStep.add(record.getPolicySha256());
    }
    return first;
  }

  /**
   * Checks that a group can be near the steps that were read so far: it may be read before the step
   * that issued its prompt, but not long before.
   *
   * @throws RefusedRecordException if it cannot
   */
  public void requireNear(GroupKey group) {
    bounds.requireIssued(group, TakenSteps.upTo(last() + 1));
  }

  /** The last step; 0 before the first. */
  public int last() {
    return hashes.size();
  }

  @Override
  public boolean isTaken(int step) {
    return step <= last();
  }

  /** True for every hash that was recorded for the step: which record is the run's is not known. */
  @Override
  public boolean hasMade(int step, String policySha256) {
    return step >= 1 && isTaken(step) && hashes.get(step - 1).contains(policySha256);
  }
}
