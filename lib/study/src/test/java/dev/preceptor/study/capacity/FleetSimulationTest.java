package dev.preceptor.study.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FleetSimulationTest {

  private static final int PARTITIONS = 4;
  private static final Offset<Double> EXACT = within(1e-9);

  /** A group: 10 s of sampling, 2 s of learning. A step: 1 s of scoring, 3 s of publishing. */
  private static final Rates RATES = new Rates(10, Map.of(), 1, 2, 3, 1_000);

  private static Fleet fleet(int rollouts, int judges) {
    return new Fleet(rollouts, judges, OptionalDouble.empty());
  }

  private static SimulatedRun run(int groups, int unit, int staleness, Rates rates, Fleet fleet) {
    return FleetSimulation.of(
        new StepPlan(40, staleness, 40), new UnitLayout(groups, unit), PARTITIONS, rates, fleet);
  }

  @Test
  void aStepOfOneUnitIsSampledThenLearnt() {
    SimulatedRun run = run(4, 4, 0, RATES, fleet(1, 1));
    assertThat(run.stepSeconds()).isEqualTo(4 * 10 + 1 + 4 * 2 + 3, EXACT);
    assertThat(run.rolloutsBusy()).isEqualTo(40 / 52.0, EXACT);
    assertThat(run.learnerBusy()).isEqualTo(11 / 52.0, EXACT);
    assertThat(run.judgesBusy()).isZero();
  }

  @Test
  void onlyTheLastUnitsLearningShowsWhereLearningIsFaster() {
    assertThat(run(4, 1, 0, RATES, fleet(1, 1)).stepSeconds()).isEqualTo(4 * 10 + 1 + 2 + 3, EXACT);
  }

  @Test
  void unitsAreSampledBesideEachOther() {
    assertThat(run(4, 1, 0, RATES, fleet(4, 1)).stepSeconds()).isEqualTo(10 + 1 + 4 * 2 + 3, EXACT);
    assertThat(run(4, 1, 0, RATES, fleet(3, 1)).stepSeconds()).isEqualTo(2 * 10 + 1 + 2 + 3, EXACT);
  }

  @Test
  void workersBeyondThePartitionsHaveNothingToDo() {
    assertThat(run(8, 1, 0, RATES, fleet(8, 1)).stepSeconds())
        .isEqualTo(run(8, 1, 0, RATES, fleet(PARTITIONS, 1)).stepSeconds(), EXACT);
  }

  @Test
  void staleSamplesHideTheLearner() {
    assertThat(run(4, 4, 1, RATES, fleet(1, 1)).stepSeconds()).isEqualTo(4 * 10, EXACT);
    Rates slowLearner = RATES.with(Part.SAMPLING, 0.1);
    assertThat(run(4, 4, 1, slowLearner, fleet(1, 1)).stepSeconds()).isEqualTo(11, EXACT);
  }

  @Test
  void aGroupWaitsForTheSlowestJudge() {
    Rates judged = new Rates(10, Map.of("quick", 1.0, "slow", 30.0), 1, 2, 3, 1_000);
    SimulatedRun run = run(1, 1, 0, judged, fleet(1, 1));
    assertThat(run.stepSeconds()).isEqualTo(10 + 30 + 1 + 2 + 3, EXACT);
    assertThat(run.judgesBusy()).isEqualTo(31 / 2.0 / 46, EXACT);
  }

  @Test
  void aJudgeWorkerTakesTheGroupsOfAUnitOneAfterTheOther() {
    Rates judged = new Rates(10, Map.of("judge", 30.0), 1, 2, 3, 1_000);
    assertThat(run(4, 4, 0, judged, fleet(1, 1)).stepSeconds())
        .isEqualTo(40 + 4 * 30 + 1 + 4 * 2 + 3, EXACT);
    assertThat(run(4, 4, 0, judged, fleet(1, 4)).stepSeconds())
        .isLessThan(40 + 4 * 30 + 1 + 4 * 2 + 3);
  }

  @Test
  void weightsAreSentToAllWorkers() {
    Fleet slow = new Fleet(4, 1, OptionalDouble.of(100));
    assertThat(run(4, 1, 0, RATES, slow).stepSeconds())
        .isEqualTo(10 + 1 + 4 * 2 + 3 + 4 * 1_000 / 100.0, EXACT);
  }

  @Property(tries = 100)
  void noStepIsShorterThanItsPartsNeedNorLongerThanAllOfThemOneAfterTheOther(
      @ForAll @IntRange(min = 1, max = 24) int groups,
      @ForAll @IntRange(min = 1, max = 24) int unit,
      @ForAll @IntRange(min = 0, max = 1) int staleness,
      @ForAll @IntRange(min = 1, max = 6) int rollouts,
      @ForAll @IntRange(min = 1, max = 6) int judges,
      @ForAll @IntRange(min = 0, max = 50) int judging) {
    Rates rates = new Rates(10, Map.of("judge", (double) judging), 1, 2, 3, 1_000);
    SimulatedRun run = run(groups, unit, staleness, rates, fleet(rollouts, judges));
    double learning = groups * 2 + 3;
    double sampling = groups * 10.0 / Math.min(rollouts, PARTITIONS);
    double all = groups * (10 + 2 + judging) + 1 + 3;
    // Steps that are under way together share what one of them waits for.
    double slack = staleness == 0 ? 1e-6 : 0.1 * all;
    assertThat(run.stepSeconds())
        .isGreaterThanOrEqualTo(Math.max(learning, sampling) - slack)
        .isLessThanOrEqualTo(all + 1e-6);
    assertThat(run.learnerBusy()).isBetween(0.0, 1.0);
    assertThat(run.rolloutsBusy()).isBetween(0.0, 1.0);
    assertThat(run.judgesBusy()).isBetween(0.0, 1.0);
  }
}
