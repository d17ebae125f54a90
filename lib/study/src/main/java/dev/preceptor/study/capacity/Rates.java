package dev.preceptor.study.capacity;

import java.util.Map;
import java.util.TreeMap;

/**
 * How long the parts of a run take, seconds.
 *
 * @param sampling a group in a sampling unit, on one worker
 * @param judging a group, on one worker of the judge, by judge
 * @param scoring from a group's last verdict until the learner has it
 * @param learning a group
 * @param publishing copying, hashing and encoding a version, and the step's transaction
 * @param policyBytes bytes of a version in the policy topic
 */
public record Rates(
    double sampling,
    Map<String, Double> judging,
    double scoring,
    double learning,
    double publishing,
    double policyBytes) {

  public Rates {
    judging = Map.copyOf(judging);
  }

  /** The same with one part that takes a share of its time. */
  Rates with(Part part, double share) {
    Map<String, Double> judges = new TreeMap<>(judging);
    if (part == Part.JUDGING) {
      judges.replaceAll((judge, seconds) -> seconds * share);
    }
    return new Rates(
        sampling * (part == Part.SAMPLING ? share : 1),
        judges,
        scoring * (part == Part.SCORING ? share : 1),
        learning * (part == Part.LEARNING ? share : 1),
        publishing * (part == Part.PUBLISHING ? share : 1),
        policyBytes * (part == Part.WEIGHTS ? share : 1));
  }
}
