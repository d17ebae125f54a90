package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.ScoredGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StepAssemblyTest {

  private static final int PARTITIONS = 3;

  private static UnitLayout layout(int slots) {
    return new UnitLayout(slots, 1);
  }

  private record Logged(ScoredGroup group, LogPosition position) {}

  private static ScoredGroup group(int step, int slot) {
    return ScoredGroup.newBuilder()
        .setStep(step)
        .setSlot(slot)
        .setPolicyVersion(step - 1)
        .setFailure(null)
        .setResponses(List.of())
        .setSampleMillis(0)
        .setWorker("w")
        .build();
  }

  /** A log of all groups of some steps, shuffled, a third of them twice. */
  private static List<Logged> log(int steps, int slots, Random random) {
    List<ScoredGroup> groups = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      for (int slot = 0; slot < slots; slot++) {
        groups.add(group(step, slot));
        if (random.nextInt(3) == 0) {
          groups.add(group(step, slot));
        }
      }
    }
    Collections.shuffle(groups, random);
    long[] offsets = new long[PARTITIONS];
    List<Logged> log = new ArrayList<>();
    for (ScoredGroup group : groups) {
      int partition = random.nextInt(PARTITIONS);
      log.add(new Logged(group, new LogPosition(partition, offsets[partition]++)));
    }
    return log;
  }

  private static List<AssembledStep> feed(StepAssembly assembly, List<Logged> log) {
    List<AssembledStep> steps = new ArrayList<>();
    for (Logged logged : log) {
      assembly.accept(logged.group(), logged.position());
      assembly.poll().ifPresent(steps::add);
      while (steps.size() > 0) {
        var more = assembly.poll();
        if (more.isEmpty()) {
          break;
        }
        steps.add(more.get());
      }
    }
    return steps;
  }

  @Property(tries = 200)
  void everyStepComesOutOnceInOrderWhateverTheOrderOfItsGroups(
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll @IntRange(min = 1, max = 5) int slots,
      @ForAll Random random) {
    List<AssembledStep> assembled =
        feed(new StepAssembly(1, layout(slots)), log(steps, slots, random));
    assertThat(assembled).extracting(AssembledStep::step).containsExactlyElementsOf(upTo(steps));
    for (AssembledStep step : assembled) {
      assertThat(step.groups())
          .extracting(ScoredGroup::getSlot)
          .containsExactlyElementsOf(upTo(slots).stream().map(slot -> slot - 1).toList());
      assertThat(step.groups()).allMatch(group -> group.getStep() == step.step());
    }
  }

  @Property(tries = 200)
  void unitsComeOutOnceInOrderAndTogetherAreTheStepWhateverTheOrderOfItsGroups(
      @ForAll @IntRange(min = 1, max = 4) int steps,
      @ForAll @IntRange(min = 1, max = 7) int slots,
      @ForAll @IntRange(min = 1, max = 3) int samplingUnit,
      @ForAll Random random) {
    UnitLayout layout = new UnitLayout(slots, samplingUnit);
    StepAssembly assembly = new StepAssembly(1, layout);
    List<ScoredGroup> handedOut = new ArrayList<>();
    for (Logged logged : log(steps, slots, random)) {
      assembly.accept(logged.group(), logged.position());
      Optional<List<ScoredGroup>> unit = assembly.pollUnit();
      while (unit.isPresent()) {
        assertThat(unit.get()).hasSize(layout.sizeOf(layout.unitOf(unit.get().get(0).getSlot())));
        handedOut.addAll(unit.get());
        unit = assembly.pollUnit();
        if (unit.isEmpty() && assembly.isWhole()) {
          assertThat(assembly.poll().orElseThrow().groups()).isEqualTo(handedOut);
          handedOut.clear();
          unit = assembly.pollUnit();
        }
      }
    }
    assertThat(assembly.nextStep()).isEqualTo(steps + 1);
  }

  @Property(tries = 200)
  void aLearnerThatReadsOnFromTheOffsetsOfAStepMissesNothing(
      @ForAll @IntRange(min = 2, max = 6) int steps,
      @ForAll @IntRange(min = 1, max = 5) int slots,
      @ForAll Random random) {
    List<Logged> log = log(steps, slots, random);
    for (AssembledStep checkpoint : feed(new StepAssembly(1, layout(slots)), log)) {
      List<Logged> rest = from(checkpoint.nextOffsets(), log);
      assertThat(feed(new StepAssembly(checkpoint.step() + 1, layout(slots)), rest))
          .extracting(AssembledStep::step)
          .containsExactlyElementsOf(upTo(steps).subList(checkpoint.step(), steps));
    }
  }

  /** What is read of a log by whoever starts at some offsets. */
  private static List<Logged> from(Map<Integer, Long> offsets, List<Logged> log) {
    return log.stream()
        .filter(
            logged ->
                logged.position().offset()
                    >= offsets.getOrDefault(logged.position().partition(), 0L))
        .toList();
  }

  private static List<Integer> upTo(int last) {
    List<Integer> all = new ArrayList<>();
    for (int i = 1; i <= last; i++) {
      all.add(i);
    }
    return all;
  }

  @Test
  void aDuplicateIsLeftAside() {
    StepAssembly assembly = new StepAssembly(1, layout(2));
    assertThat(assembly.accept(group(1, 0), new LogPosition(0, 0))).isTrue();
    assertThat(assembly.accept(group(1, 0), new LogPosition(0, 1))).isFalse();
    assertThat(assembly.poll()).isEmpty();
    assembly.accept(group(1, 1), new LogPosition(0, 2));
    assertThat(assembly.poll()).isPresent();
    assertThat(assembly.accept(group(1, 1), new LogPosition(0, 3))).isFalse();
    assertThat(assembly.poll()).isEmpty();
  }

  @Test
  void groupsAreHeldUntilTheirStepIsHandedOut() {
    StepAssembly assembly = new StepAssembly(1, layout(2));
    assembly.accept(group(1, 0), new LogPosition(0, 0));
    assembly.accept(group(2, 0), new LogPosition(0, 1));
    assembly.accept(group(2, 1), new LogPosition(0, 2));
    assertThat(assembly.heldAfter(0)).isEqualTo(3);
    assertThat(assembly.heldAfter(1)).isEqualTo(2);
    assembly.accept(group(1, 1), new LogPosition(0, 3));
    assertThat(assembly.poll()).isPresent();
    assertThat(assembly.heldAfter(0)).isEqualTo(2);
  }

  @Test
  void aSlotThatNoStepHasIsRefusedByName() {
    StepAssembly assembly = new StepAssembly(1, layout(2));
    assertThatThrownBy(() -> assembly.accept(group(3, 2), new LogPosition(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group 3-2")
        .hasMessageContaining("0 to 1");
  }

  private static ScoredGroup failed(int step, int slot) {
    return ScoredGroup.newBuilder(group(step, slot)).setFailure("no image").build();
  }

  @Test
  void aFailedGroupIsFilledInByItsSpare() {
    StepAssembly assembly = new StepAssembly(1, new UnitLayout(2, 1, true));
    assembly.accept(failed(1, 0), new LogPosition(0, 0));
    assertThat(assembly.lackingSpares()).isEmpty();
    assembly.accept(group(1, 1), new LogPosition(0, 1));
    assertThat(assembly.lackingSpares()).containsExactly(2);
    assertThat(assembly.poll()).isEmpty();
    assertThat(assembly.lacking()).isEqualTo("1 of 3 scored groups of step 1");
    assembly.accept(group(1, 2), new LogPosition(0, 2));
    assertThat(assembly.lackingSpares()).isEmpty();
    assertThat(assembly.poll().orElseThrow().groups())
        .extracting(ScoredGroup::getSlot)
        .containsExactly(0, 1, 2);
  }

  @Test
  void aSpareThatFailsTooIsGivenUp() {
    StepAssembly assembly = new StepAssembly(1, new UnitLayout(2, 1, true));
    assembly.accept(failed(1, 0), new LogPosition(0, 0));
    assembly.accept(group(1, 1), new LogPosition(0, 1));
    assembly.accept(failed(1, 2), new LogPosition(0, 2));
    assertThat(assembly.lackingSpares()).isEmpty();
    assertThat(assembly.poll()).isPresent();
  }

  @Test
  void aSpareThatNobodyNeedsIsLeftOut() {
    StepAssembly assembly = new StepAssembly(1, new UnitLayout(2, 1, true));
    assembly.accept(group(1, 3), new LogPosition(0, 0));
    assembly.accept(group(1, 0), new LogPosition(0, 1));
    assembly.accept(group(1, 1), new LogPosition(0, 2));
    AssembledStep step = assembly.poll().orElseThrow();
    assertThat(step.groups()).extracting(ScoredGroup::getSlot).containsExactly(0, 1);
    assertThat(step.nextOffsets()).containsEntry(0, 3L);
  }

  @Test
  void withoutTheRuleAStepIsWholeWithItsFailedGroups() {
    StepAssembly assembly = new StepAssembly(1, layout(1));
    assembly.accept(failed(1, 0), new LogPosition(0, 0));
    assertThat(assembly.lackingSpares()).isEmpty();
    assertThat(assembly.poll()).isPresent();
  }

  /**
   * A log of steps that overlap, with failures: the spare of a group that failed comes any time
   * after it.
   */
  private static List<Logged> logWithSpares(int steps, UnitLayout filling, Random random) {
    List<ScoredGroup> scored = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      for (int slot = 0; slot < filling.promptsPerStep(); slot++) {
        scored.add(random.nextInt(3) == 0 ? failed(step, slot) : group(step, slot));
      }
    }
    long[] offsets = new long[PARTITIONS];
    List<Logged> log = new ArrayList<>();
    while (!scored.isEmpty()) {
      ScoredGroup next = scored.remove(random.nextInt(scored.size()));
      int partition = random.nextInt(PARTITIONS);
      log.add(new Logged(next, new LogPosition(partition, offsets[partition]++)));
      if (next.getFailure() != null && !filling.isSpare(next.getSlot())) {
        int spare = filling.spareOf(next.getSlot());
        scored.add(
            random.nextBoolean() ? failed(next.getStep(), spare) : group(next.getStep(), spare));
      }
    }
    return log;
  }

  /** Killed after any record, started again at any of its checkpoints from that one's offsets. */
  @Property(tries = 500)
  void aLearnerThatIsRestartedFromItsOffsetsNeedsTheSameSparesAndMakesTheSameSteps(
      @ForAll @IntRange(min = 1, max = 4) int slots, @ForAll Random random) {
    UnitLayout filling = new UnitLayout(slots, 1, true);
    List<Logged> log = logWithSpares(4, filling, random);
    List<AssembledStep> baseline = feed(new StepAssembly(1, filling), log);
    assertThat(baseline).extracting(AssembledStep::step).containsExactly(1, 2, 3, 4);

    int seen = random.nextInt(log.size() + 1);
    StepAssembly killed = new StepAssembly(1, filling);
    List<AssembledStep> taken = feed(killed, log.subList(0, seen));
    int checkpoint = random.nextInt(taken.size() + 1);
    Map<Integer, Long> offsets =
        checkpoint == 0 ? Map.of() : taken.get(checkpoint - 1).nextOffsets();
    StepAssembly restarted = new StepAssembly(checkpoint + 1, filling);
    List<AssembledStep> again = feed(restarted, from(offsets, log.subList(0, seen)));

    assertThat(restarted.lackingSpares()).isEqualTo(killed.lackingSpares());
    again.addAll(feed(restarted, log.subList(seen, log.size())));
    assertThat(again)
        .extracting(AssembledStep::groups)
        .isEqualTo(
            baseline.subList(checkpoint, baseline.size()).stream()
                .map(AssembledStep::groups)
                .toList());
  }

  @Test
  void whatTheNextStepLacksIsCounted() {
    StepAssembly assembly = new StepAssembly(3, layout(4));
    assertThat(assembly.lacking()).isEqualTo("4 of 4 scored groups of step 3");
    assembly.accept(group(3, 2), new LogPosition(0, 0));
    assembly.accept(group(4, 2), new LogPosition(0, 1));
    assertThat(assembly.lacking()).isEqualTo("3 of 4 scored groups of step 3");
  }
}
