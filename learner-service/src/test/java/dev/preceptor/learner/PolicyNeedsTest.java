package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.policy.PolicyRetention;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.run.plan.StepPlan;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Old weights in a run with readers at any pace and learners that are killed. */
class PolicyNeedsTest {

  /**
   * A version can be made from the last anchor that is not after it; a worker that joins has read
   * nothing, so that anchor and all after it must be in the log.
   */
  @Property(tries = 500)
  void whoeverJoinsCanMakeEveryVersionThatIsStillAskedFor(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @IntRange(max = 3) int staleness,
      @ForAll @IntRange(max = 12) int evalSteps,
      @ForAll @IntRange(min = 1, max = 9) int anchorSteps,
      @ForAll @IntRange(max = 400) long keptBytes) {
    Random random = new Random(seed);
    StepPlan plan = new StepPlan(steps, staleness, 1);
    PolicyRetention retention = new PolicyRetention(keptBytes);
    TreeMap<Integer, Long> anchors = new TreeMap<>();
    Set<Integer> measured = new HashSet<>();
    long begin = 0;
    long end = 0;
    for (int version = 0; version <= steps; version++) {
      if (random.nextInt(10) == 0) {
        retention = new PolicyRetention(keptBytes); // killed, at worst just before it deletes
      }
      boolean anchor = version % anchorSteps == 0 || random.nextInt(8) == 0;
      long records = 1L + random.nextInt(3);
      if (anchor) {
        anchors.put(version, end);
        retention.anchor(version, end, 100);
      } else {
        retention.delta(3);
      }
      end += records;
      EvalPlan due = new EvalPlan(evalSteps, steps, measured);
      if (anchor) {
        begin =
            Math.max(
                begin,
                retention.deletable(PolicyCleaner.oldestNeeded(version, staleness, due)).orElse(0));
      }
      for (int step = version + 1; step <= Math.min(steps, version + 1 + staleness); step++) {
        assertCanBeMade(plan.pinnedVersion(step), anchors, begin);
      }
      int newest = version;
      long from = begin;
      due.first().stream()
          .filter(first -> first <= newest)
          .forEach(first -> assertCanBeMade(first, anchors, from));
      assertCanBeMade(version, anchors, begin);
      while (random.nextInt(3) > 0 && next(due, version) >= 0) {
        measured.add(next(due, version));
        due = new EvalPlan(evalSteps, steps, measured);
      }
    }
  }

  private static int next(EvalPlan due, int newest) {
    return due.first().stream().filter(first -> first <= newest).findFirst().orElse(-1);
  }

  private static void assertCanBeMade(int version, TreeMap<Integer, Long> anchors, long begin) {
    assertThat(anchors.floorEntry(version).getValue())
        .as("the anchor of version %d", version)
        .isGreaterThanOrEqualTo(begin);
  }
}
