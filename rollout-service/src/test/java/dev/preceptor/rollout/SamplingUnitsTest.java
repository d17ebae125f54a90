package dev.preceptor.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SamplingUnitsTest {

  private static final UnitLayout LAYOUT = new UnitLayout(5, 2);

  private final SamplingUnits<String> units = new SamplingUnits<>(LAYOUT);

  private static Prompt prompt(int step, int slot, int version) {
    return Prompts.prompt(LAYOUT, step, slot, version);
  }

  private void hold(int step, int slot, int version, long offset) {
    units.hold(prompt(step, slot, version), new PromptOrigin(0, offset), step + "-" + slot);
  }

  @Test
  void aUnitWaitsUntilItIsWhole() {
    hold(1, 0, 0, 0);
    assertThat(units.next(v -> true)).isEmpty();
    hold(1, 1, 0, 1);
    SamplingUnit<String> unit = units.next(v -> true).orElseThrow();
    assertThat(unit.prompts()).extracting(HeldPrompt::receipt).containsExactly("1-0", "1-1");
    assertThat(units.next(v -> true)).isEmpty();
  }

  @Test
  void theLastUnitOfAStepIsSmaller() {
    hold(1, 4, 0, 0);
    assertThat(units.next(v -> true).orElseThrow().unit()).isEqualTo(2);
  }

  @Test
  void aUnitWaitsForItsPinnedVersionWhileAnOlderOneGoesAhead() {
    hold(8, 4, 7, 0);
    assertThat(units.next(v -> v == 6)).isEmpty();
    hold(7, 4, 6, 1);
    assertThat(units.next(v -> v == 6).orElseThrow().step()).isEqualTo(7);
    assertThat(units.next(v -> v == 7).orElseThrow().step()).isEqualTo(8);
  }

  @Test
  void aRedeliveredPromptReplacesItself() {
    hold(1, 4, 0, 3);
    assertThat(units.hold(prompt(1, 4, 0), new PromptOrigin(0, 3), "again")).isEmpty();
    assertThat(units.size()).isEqualTo(1);
    assertThat(units.next(v -> true).orElseThrow().prompts().get(0).receipt()).isEqualTo("again");
  }

  @Test
  void aSecondRecordOfTheSamePromptGivesItsReceiptBack() {
    hold(1, 4, 0, 3);
    assertThat(units.hold(prompt(1, 4, 0), new PromptOrigin(0, 9), "second")).contains("second");
    assertThat(units.next(v -> true).orElseThrow().prompts().get(0).receipt()).isEqualTo("1-4");
  }

  @Test
  void anUnreadablePromptHoldsUpItsUnitUntilItIsGivenUp() {
    hold(1, 0, 0, 0);
    units.holdUnreadable(new GroupKey(1, 1), "garbage", new PromptOrigin(0, 1), "bad");
    assertThat(units.next(v -> v == 0)).isEmpty();
    assertThat(units.lacking()).isEqualTo("1 of 2 prompts of step 1, unit 0");
    assertThat(units.unreadable()).extracting(HeldPrompt::receipt).containsExactly("bad");
    units.giveUp(new GroupKey(1, 1));
    assertThat(units.unreadable()).isEmpty();
    SamplingUnit<String> unit = units.next(v -> v == 0).orElseThrow();
    assertThat(unit.prompts().get(1).unreadable()).isEqualTo("garbage");
    assertThat(unit.policyVersion()).isZero();
  }

  @Test
  void aUnitOfWhichNothingCouldBeReadNeedsNoPolicy() {
    units.holdUnreadable(new GroupKey(3, 4), "garbage", new PromptOrigin(0, 1), "bad");
    units.giveUp(new GroupKey(3, 4));
    assertThat(units.next(v -> false)).isPresent();
  }

  @Test
  void promptsOfARevokedPartitionAreForgotten() {
    units.hold(prompt(1, 0, 0), new PromptOrigin(0, 0), "mine");
    units.hold(prompt(1, 2, 0), new PromptOrigin(1, 0), "theirs");
    units.revoke(Set.of(1));
    assertThat(units.size()).isEqualTo(1);
    hold(1, 1, 0, 1);
    assertThat(units.next(v -> true).orElseThrow().unit()).isZero();
  }

  @Test
  void onlyPromptsOfPartitionsThatAreStillMineAreKept() {
    units.hold(prompt(1, 0, 0), new PromptOrigin(0, 0), "mine");
    units.hold(prompt(1, 2, 0), new PromptOrigin(1, 0), "lost");
    units.hold(prompt(1, 4, 0), new PromptOrigin(2, 0), "lost and regained");
    units.keepOnly(Set.of(0));
    assertThat(units.size()).isEqualTo(1);
    assertThat(units.retire(1)).containsExactly("mine");
  }

  @Test
  void promptsOfTrainedStepsAreGivenBack() {
    hold(3, 0, 2, 0);
    hold(4, 0, 3, 1);
    hold(5, 0, 4, 2);
    assertThat(units.retire(4)).containsExactly("3-0", "4-0");
    assertThat(units.size()).isEqualTo(1);
  }

  @Test
  void garbageUnderAPromptsKeyDoesNotTakeItsPlace() {
    hold(1, 4, 0, 0);
    assertThat(units.holdUnreadable(new GroupKey(1, 4), "garbage", new PromptOrigin(0, 1), "bad"))
        .contains("bad");
    assertThat(units.next(v -> true).orElseThrow().prompts().get(0).prompt()).isPresent();
    assertThat(units.holdUnreadable(new GroupKey(1, 4), "garbage", new PromptOrigin(0, 2), "late"))
        .contains("late");
    assertThat(units.next(v -> true)).isEmpty();
  }

  @Test
  void garbageGivesWayToThePromptThatComesAfterIt() {
    units.holdUnreadable(new GroupKey(7, 4), "garbage", new PromptOrigin(0, 1), "bad");
    assertThat(units.next(v -> true)).isEmpty();
    assertThat(units.hold(prompt(7, 4, 6), new PromptOrigin(0, 5), "7-4")).contains("bad");
    assertThat(units.next(v -> true).orElseThrow().prompts().get(0).prompt()).isPresent();
  }

  @Test
  void garbageInThePlaceOfASpareIsNotHeldBecauseTheSpareMayNeverBeIssued() {
    SamplingUnits<String> filling = new SamplingUnits<>(new UnitLayout(5, 2, true));
    assertThat(filling.holdUnreadable(new GroupKey(1, 7), "garbage", new PromptOrigin(0, 1), "bad"))
        .contains("bad");
  }

  @Test
  void aFloodOfGarbageIsNotHeld() {
    List<String> dropped = new ArrayList<>();
    for (int step = 1; step <= 100; step++) {
      units
          .holdUnreadable(new GroupKey(step, 0), "garbage", new PromptOrigin(0, step), "bad" + step)
          .ifPresent(dropped::add);
    }
    assertThat(units.size()).isEqualTo(10);
    assertThat(dropped).hasSize(90).contains("bad100", "bad11").doesNotContain("bad10");
  }

  @Test
  void aUnitWhoseVersionIsLostIsHandedOut() {
    hold(3, 4, 2, 0);
    assertThat(units.awaited()).hasValue(2);
    assertThat(units.next(v -> false)).isEmpty();
    units.lose(2);
    assertThat(units.next(v -> false).orElseThrow().policyVersion()).isEqualTo(2);
    assertThat(units.isLost(2)).isTrue();
  }

  @Property(tries = 200)
  void everyPromptIsHandedOutOnceInWhateverOrderItCame(
      @ForAll @IntRange(min = 1, max = 9) int promptsPerStep,
      @ForAll @IntRange(min = 1, max = 9) int samplingUnit,
      @ForAll Random random) {
    UnitLayout layout = new UnitLayout(promptsPerStep, samplingUnit);
    SamplingUnits<GroupKey> any = new SamplingUnits<>(layout);
    List<Prompt> prompts = new ArrayList<>();
    for (int step = 1; step <= 3; step++) {
      for (int slot = 0; slot < promptsPerStep; slot++) {
        prompts.add(Prompts.prompt(layout, step, slot, step - 1));
      }
    }
    Collections.shuffle(prompts, random);
    List<GroupKey> answered = new ArrayList<>();
    long offset = 0;
    for (Prompt prompt : prompts) {
      GroupKey key = new GroupKey(prompt.getStep(), prompt.getSlot());
      any.hold(prompt, new PromptOrigin(0, offset++), key);
      any.next(v -> true)
          .ifPresent(
              unit -> {
                assertThat(unit.prompts()).hasSize(layout.sizeOf(unit.unit()));
                unit.prompts().forEach(held -> answered.add(held.receipt()));
              });
    }
    assertThat(answered).hasSize(prompts.size());
    assertThat(new HashSet<>(answered)).hasSize(prompts.size());
    assertThat(any.size()).isZero();
  }

  @Test
  void whatTheOldestUnitLacksIsTold() {
    assertThat(units.lacking()).isEqualTo("prompts");
    hold(8, 0, 7, 0);
    assertThat(units.lacking()).isEqualTo("1 of 2 prompts of step 8, unit 0");
    hold(8, 1, 7, 1);
    assertThat(units.lacking()).isEqualTo("policy version 7, for step 8");
  }
}
