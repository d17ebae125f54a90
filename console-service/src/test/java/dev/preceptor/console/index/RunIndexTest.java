package dev.preceptor.console.index;

import static dev.preceptor.console.index.Events.RECIPE;
import static dev.preceptor.console.index.Events.TOPICS;
import static dev.preceptor.testkit.Groups.NO;
import static dev.preceptor.testkit.Groups.UNSCORABLE;
import static dev.preceptor.testkit.Groups.YES;
import static dev.preceptor.testkit.Groups.judgement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.preceptor.runlog.RunEvent;
import dev.preceptor.schemas.GroupKey;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunIndexTest {

  private static final GroupKey FIRST = new GroupKey(1, 0);

  private final Events events = new Events();
  private final RunIndex index = new RunIndex(TOPICS.run(), RECIPE);

  private void enter(RunEvent... all) {
    Stream.of(all).forEach(index::enter);
  }

  private GroupPage groups(String text, GroupQuery.Order order, GroupFlag... flags) {
    return index.groups(new GroupQuery(1, Integer.MAX_VALUE, Set.of(flags), text, order, 0, 50));
  }

  @Test
  void aGroupIsFollowedFromPromptToStep() {
    enter(events.issued("1-0"));
    assertThat(index.row(FIRST).orElseThrow().state()).isEqualTo("issued");
    enter(events.sampled(1, 0, "left", "right"));
    assertThat(index.row(FIRST).orElseThrow().state()).isEqualTo("sampled");
    enter(events.scored(1, 0, 0, 1));
    assertThat(index.row(FIRST).orElseThrow().state()).isEqualTo("scored");
    enter(events.step(1));
    GroupRow row = index.row(FIRST).orElseThrow();
    assertThat(row.state()).isEqualTo("trained");
    assertThat(row.question()).isEqualTo("Which side?");
    assertThat(row.reward()).isEqualTo(0.5f);
    assertThat(row.spread()).isEqualTo(0.5f);
    assertThat(row.lowest()).isZero();
    assertThat(row.highest()).isOne();
  }

  @Test
  void theFirstRecordOfAKindCounts() {
    enter(events.scored(1, 0, 0, 1), events.scored(1, 0, 1, 1));
    assertThat(index.places(FIRST).orElseThrow().score().orElseThrow().offset()).isZero();
    assertThat(index.row(FIRST).orElseThrow().reward()).isEqualTo(0.5f);
  }

  @Test
  void judgesWhoContradictEachOtherAreFound() {
    enter(
        events.judged(judgement("mild", 1, 0, YES, YES)),
        events.judged(judgement("strict", 1, 0, YES, NO)),
        events.judged(judgement("mild", 1, 1, YES, NO)),
        events.judged(judgement("strict", 1, 1, YES, NO)),
        events.judged(judgement("strict", 1, 2, UNSCORABLE, YES)));
    assertThat(groups("", GroupQuery.Order.OLDEST, GroupFlag.DISAGREE).groups())
        .extracting(GroupRow::group)
        .containsExactly("1-0");
    assertThat(groups("", GroupQuery.Order.OLDEST, GroupFlag.UNSCORABLE).groups())
        .extracting(GroupRow::group)
        .containsExactly("1-2");
  }

  @Test
  void groupsAreFilteredAndSorted() {
    enter(
        events.sampled(1, 0, "a", "b"),
        events.scored(1, 0, 0, 1),
        events.scored(1, 1, 1, 1),
        events.issued("1-2"));
    assertThat(groups("", GroupQuery.Order.HIGHEST_REWARD).groups())
        .extracting(GroupRow::group)
        .containsExactly("1-1", "1-0", "1-2");
    assertThat(groups("", GroupQuery.Order.LOWEST_REWARD).groups())
        .extracting(GroupRow::group)
        .containsExactly("1-0", "1-1", "1-2");
    assertThat(groups("", GroupQuery.Order.NEWEST, GroupFlag.ZERO_VARIANCE).groups())
        .extracting(GroupRow::group)
        .containsExactly("1-1");
    assertThat(groups("which SIDE", GroupQuery.Order.NEWEST).total()).isOne();
    assertThat(groups("no such question", GroupQuery.Order.NEWEST).total()).isZero();
  }

  @Test
  void aRecordThatAServiceHasRefusedIsNotShown() {
    RunEvent stranger = events.scored(1, 0, 7, 7);
    enter(events.refused(stranger), stranger, events.scored(1, 0, 0, 1));
    assertThat(index.row(FIRST).orElseThrow().highest()).isOne();
    assertThat(index.overview().deadLetters()).isOne();
  }

  @Test
  void whatTheRunCannotHaveWrittenIsCountedAndPassedOver() {
    enter(
        events.evaluated(3, true),
        events.step(2),
        events.bytes(TOPICS.scoredGroups(), "1-0", new byte[] {9, 9, 9}),
        events.scored(1_000_000, 0, 1, 1),
        events.issued("no group"));
    assertThat(index.overview().unreadable()).isEqualTo(5);
    assertThat(index.evaluations()).isEmpty();
    assertThat(index.overview().step()).isZero();
  }

  @Test
  void flipsNameTheQuestionsThatChanged() {
    enter(
        events.step(1),
        events.step(2),
        events.evaluated(1, true, false, true),
        events.evaluated(2, true, true, false));
    Flips flips = index.flips(1, 2).orElseThrow();
    assertThat(flips.compared()).isEqualTo(3);
    assertThat(flips.gained()).containsExactly(11L);
    assertThat(flips.lost()).containsExactly(12L);
    assertThat(index.flips(1, 9)).isEmpty();
  }

  /** Wilson's interval of 50 of 100, as R's binom.confint(50, 100, methods = "wilson") gives it. */
  @Test
  void anAccuracyHasItsInterval() {
    enter(events.step(1), events.evaluated(1, true));
    EvaluationRow row = index.evaluations().get(0);
    assertThat(row.low()).isCloseTo(0.4038315, offset(1e-6));
    assertThat(row.high()).isCloseTo(0.5961685, offset(1e-6));
  }

  @Test
  void theNewestGroupsAreKept() {
    GroupBook book = new GroupBook(2);
    book.entry(new GroupKey(1, 0));
    book.entry(new GroupKey(2, 0));
    book.entry(new GroupKey(3, 0));
    assertThat(book.entry(new GroupKey(1, 0))).isEmpty();
    assertThat(book.find(new GroupKey(3, 0))).isPresent();
    assertThat(book.size()).isEqualTo(2);
  }

  @Test
  void everyRecordChangesTheRevision() {
    long before = index.revision();
    enter(events.issued("1-0"));
    assertThat(index.revision()).isNotEqualTo(before);
  }
}
