package dev.preceptor.history.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.schemas.VerdictKind;
import org.junit.jupiter.api.Test;

class PairTallyTest {

  private static final VerdictKind YES = VerdictKind.yes;
  private static final VerdictKind NO = VerdictKind.no;

  private final PairTally tally = new PairTally();
  private int groups;

  /** So many texts, each in a group of its own. */
  private void enter(int times, VerdictKind first, VerdictKind second) {
    for (int i = 0; i < times; i++) {
      tally.enter("group " + groups++, first, second);
    }
  }

  /**
   * The table 20, 5 / 10, 15, whose κ is 0.4. The interval is computed by the formula of Fleiss,
   * Cohen and Everitt as it stands in their paper, times 50 / 49.
   */
  @Test
  void kappaAndItsIntervalAreThoseOfTheLiterature() {
    enter(20, YES, YES);
    enter(5, YES, NO);
    enter(10, NO, YES);
    enter(15, NO, NO);
    PairAgreement found = tally.agreement();
    assertThat(found.n()).isEqualTo(50);
    assertThat(found.agreement()).isEqualTo(0.7);
    assertThat(found.kappa()).isCloseTo(0.4, within(1e-12));
    assertThat(found.low()).isCloseTo(0.14856524386633663, within(1e-12));
    assertThat(found.high()).isCloseTo(0.6514347561336632, within(1e-12));
  }

  /** Four responses to one question that are all alike say no more than one of them. */
  @Test
  void responsesOfOneGroupDoNotNarrowTheInterval() {
    var once = new PairTally();
    var fourTimes = new PairTally();
    VerdictKind[][] said = {{YES, YES}, {YES, NO}, {NO, NO}, {NO, NO}, {YES, YES}, {NO, YES}};
    for (int group = 0; group < said.length; group++) {
      once.enter("" + group, said[group][0], said[group][1]);
      for (int response = 0; response < 4; response++) {
        fourTimes.enter("" + group, said[group][0], said[group][1]);
      }
    }
    assertThat(fourTimes.agreement().n()).isEqualTo(24);
    assertThat(fourTimes.agreement().kappa()).isEqualTo(once.agreement().kappa());
    assertThat(fourTimes.agreement().low()).isCloseTo(once.agreement().low(), within(1e-12));
    assertThat(fourTimes.agreement().high()).isCloseTo(once.agreement().high(), within(1e-12));
  }

  @Test
  void whoAlwaysSaysTheSameWordHasNoKappa() {
    enter(9, YES, YES);
    PairAgreement found = tally.agreement();
    assertThat(found.agreement()).isEqualTo(1);
    assertThat(found.kappa()).isNull();
    assertThat(found.low()).isNull();
    assertThat(new PairTally().agreement().agreement()).isNull();
  }

  @Test
  void aTextThatOneDidNotDecideIsCountedBesideTheTable() {
    enter(1, VerdictKind.unscorable, YES);
    enter(2, NO, VerdictKind.unscorable);
    enter(3, NO, NO);
    PairAgreement found = tally.agreement();
    assertThat(found.n()).isEqualTo(3);
    assertThat(found.undecided()).isEqualTo(1);
    assertThat(found.unscorable()).isEqualTo(2);
  }
}
