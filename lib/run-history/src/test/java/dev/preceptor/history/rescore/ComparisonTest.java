package dev.preceptor.history.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.history.rescore.RescoreReport.BeforeAfter;
import dev.preceptor.history.rescore.RescoreReport.CriterionChange;
import dev.preceptor.history.rescore.RescoreReport.GroupChange;
import dev.preceptor.schemas.GroupKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final GroupKey FIRST = new GroupKey(1, 0);
  private static final GroupKey SECOND = new GroupKey(1, 1);
  private static final GroupKey THIRD = new GroupKey(2, 0);

  private final Comparison comparison = new Comparison(List.of("accuracy", "strict"));

  @Test
  void changesAreCounted() {
    comparison.enter(
        FIRST,
        score(
            Map.of("accuracy", List.of(1., 0., 0.), "strict", List.of(1., 0., 1.)),
            List.of(1., -1., 0.)),
        score(
            Map.of("accuracy", List.of(1., 0., 0.), "strict", List.of(0., 1., 1.)),
            List.of(-1., 0., 1.)),
        false);
    comparison.enter(
        SECOND,
        score(
            Map.of("accuracy", List.of(0., 0., 1.), "strict", List.of()), List.of(-0.5, -0.5, 1.)),
        score(
            Map.of("accuracy", List.of(0., 0., 1.), "strict", List.of(1., 1., 1.)),
            List.of(-0.5, -0.5, 1.)),
        false);
    RescoreReport report = comparison.report();
    assertThat(report.groups()).isEqualTo(2);
    assertThat(report.identical()).isZero();
    assertThat(report.advantages()).isEqualTo(6);
    assertThat(report.advantagesChanged()).isEqualTo(3);
    assertThat(report.signsFlipped())
        .as("1 became -1; -1 became 0, which has no sign")
        .isEqualTo(1);
    // 1 -1 0 against -1 0 1: ranks 3 1 2 and 1 2 3, so -0.5; the other group 1
    assertThat(report.rankCorrelationWithinGroups()).isCloseTo(0.25, within(1e-15));
    // ranks 5.5 1 4 2.5 2.5 5.5 against 1 4 5.5 2.5 2.5 5.5: sums 16.5 and 16.5, product 0.75
    assertThat(report.rankCorrelation()).isCloseTo(0.75 / 16.5, within(1e-15));
    assertThat(report.criteria())
        .containsExactly(
            new CriterionChange("accuracy", 6, 0, 1 / 3., 1 / 3., 0, 0, List.of()),
            new CriterionChange("strict", 3, 2, 2 / 3., 5 / 6., 1, 0, List.of("1-0")));
    assertThat(report.mostChanged()).hasSize(1);
    GroupChange most = report.mostChanged().get(0);
    assertThat(most.group()).isEqualTo("1-0");
    assertThat(most.change()).isCloseTo(4 / 3., within(1e-15));
    assertThat(most.criteria())
        .containsEntry("strict", new BeforeAfter(2 / 3., 2 / 3.))
        .containsEntry("accuracy", new BeforeAfter(1 / 3., 1 / 3.));
  }

  @Test
  void roundingDoesNotCountAsAChange() {
    comparison.enter(
        FIRST,
        score(Map.of(), List.of(0.1 + 0.2, -1e-17, 0.3)),
        score(Map.of(), List.of(0.3, 1e-17, 0.1 + 0.2)),
        false);
    RescoreReport report = comparison.report();
    assertThat(report.identical()).isZero();
    assertThat(report.advantagesChanged()).isZero();
    assertThat(report.signsFlipped()).isZero();
    assertThat(report.rankCorrelation()).isEqualTo(1);
    assertThat(report.mostChanged()).isEmpty();
  }

  @Test
  void failedGroupsAreCountedAndNotCompared() {
    GroupScore good = score(Map.of("accuracy", List.of(1., 0.)), List.of(1., -1.));
    GroupScore flat = score(Map.of("accuracy", List.of(0., 0.)), List.of(0., -0.));
    GroupScore failed = new GroupScore(Optional.of("no image"), Map.of(), List.of(), List.of());
    comparison.enter(FIRST, good, failed, false);
    comparison.enter(SECOND, failed, flat, false);
    comparison.enter(THIRD, failed, failed, true);
    RescoreReport report = comparison.report();
    assertThat(report.groups()).isEqualTo(3);
    assertThat(report.identical()).isEqualTo(1);
    assertThat(report.failedBefore()).isEqualTo(2);
    assertThat(report.failedAfter()).isEqualTo(2);
    assertThat(report.flatBefore()).isZero();
    assertThat(report.flatAfter()).isEqualTo(1);
    assertThat(report.advantages()).isZero();
    assertThat(report.rankCorrelation()).isNull();
    assertThat(report.rankCorrelationWithinGroups()).isNull();
    assertThat(report.criteria().get(0).values()).isZero();
    assertThat(report.criteria().get(0).meanAfter()).isZero();
    assertThat(report.criteria().get(1).meanAfter()).isNull();
  }

  @Test
  void theMostChangedGroupsAreLimitedAndSorted() {
    for (int step = 1; step <= 30; step++) {
      comparison.enter(
          new GroupKey(step, 0),
          score(Map.of(), List.of(0., 0.)),
          score(Map.of(), List.of(0.01 * (step / 2), -0.01 * (step / 2))),
          false);
    }
    assertThat(comparison.report().mostChanged())
        .extracting(GroupChange::group)
        .containsExactly(
            "30-0", "28-0", "29-0", "26-0", "27-0", "24-0", "25-0", "22-0", "23-0", "20-0");
  }

  @Property(tries = 200)
  void theSameScoresChangeNothing(
      @ForAll @Size(min = 1, max = 20)
          List<@Size(4) List<@DoubleRange(min = -3, max = 3) Double>> groups) {
    Comparison same = new Comparison(List.of("accuracy"));
    for (int i = 0; i < groups.size(); i++) {
      GroupScore score = score(Map.of("accuracy", groups.get(i)), groups.get(i));
      same.enter(new GroupKey(i + 1, 0), score, score, true);
    }
    RescoreReport report = same.report();
    assertThat(report.identical()).isEqualTo(groups.size());
    assertThat(report.advantagesChanged()).isZero();
    assertThat(report.signsFlipped()).isZero();
    assertThat(report.mostChanged()).isEmpty();
    assertThat(report.criteria().get(0).changed()).isZero();
    assertThat(report.criteria().get(0).meanBefore())
        .isEqualTo(report.criteria().get(0).meanAfter());
    if (report.rankCorrelation() != null) {
      assertThat(report.rankCorrelation()).isEqualTo(1);
    }
    if (report.rankCorrelationWithinGroups() != null) {
      assertThat(report.rankCorrelationWithinGroups()).isEqualTo(1);
    }
  }

  @Property(tries = 100)
  void negatedAdvantagesFlipEverySign(@ForAll @IntRange(min = 1, max = 9) int groups) {
    Comparison negated = new Comparison(List.of());
    for (int i = 1; i <= groups; i++) {
      List<Double> some = IntStream.of(1, -2, 3, -i).mapToObj(n -> (double) n).toList();
      List<Double> others = some.stream().map(n -> -n).toList();
      negated.enter(new GroupKey(i, 0), score(Map.of(), some), score(Map.of(), others), false);
    }
    assertThat(negated.report().signsFlipped()).isEqualTo(4 * groups);
    assertThat(negated.report().rankCorrelationWithinGroups()).isCloseTo(-1, within(1e-12));
  }

  private static GroupScore score(Map<String, List<Double>> criteria, List<Double> advantages) {
    return new GroupScore(Optional.empty(), criteria, advantages, advantages);
  }
}
