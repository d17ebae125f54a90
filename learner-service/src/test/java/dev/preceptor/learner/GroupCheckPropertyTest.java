package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Groups with anything in them: what passes can be trained on, and the rest is refused in a line.
 */
class GroupCheckPropertyTest {

  private static final int STEPS = 3;
  private static final int SLOTS = 2;
  private static final int RESPONSES = 2;

  private final GroupCheck check =
      new GroupCheck(
          new RunBounds(new StepPlan(STEPS, 0, 1), new UnitLayout(SLOTS, 1)),
          TakenSteps.upTo(STEPS),
          RESPONSES,
          1);

  @Property(tries = 2000)
  void whatPassesCanBeTrainedOn(@ForAll long seed) {
    Random random = new Random(seed);
    ScoredGroup group = group(random);
    String key = random.nextInt(8) == 0 ? "x" : keyOf(group);
    boolean passes;
    try {
      check.require(key, 0, group);
      passes = true;
    } catch (UnreadableRecordException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
      passes = false;
    }
    assertThat(passes).isEqualTo(key.equals(keyOf(group)) && isUsable(group));
  }

  private static String keyOf(ScoredGroup group) {
    return group.getStep() + "-" + group.getSlot();
  }

  private static boolean isUsable(ScoredGroup group) {
    boolean asked =
        group.getStep() >= 1
            && group.getStep() <= STEPS
            && group.getSlot() >= 0
            && group.getSlot() < SLOTS;
    return asked
        && (group.getFailure() != null
            || (group.getResponses().size() == RESPONSES
                && group.getResponses().stream().allMatch(GroupCheckPropertyTest::isUsable)));
  }

  private static boolean isUsable(ScoredResponse scored) {
    Response response = scored.getResponse();
    return !response.getTokenIds().isEmpty()
        && response.getTokenIds().stream().allMatch(id -> id >= 0)
        && response.getTokenIds().size() == response.getLogprobs().size()
        && response.getLogprobs().stream().allMatch(Float::isFinite)
        && Double.isFinite(scored.getAdvantage());
  }

  /** Mostly as it should be, with something odd here and there. */
  private static ScoredGroup group(Random random) {
    int step = random.nextInt(8) == 0 ? random.nextInt(6) : 1 + random.nextInt(STEPS);
    int slot = random.nextInt(8) == 0 ? random.nextInt(4) : random.nextInt(SLOTS);
    int responses = random.nextInt(8) == 0 ? random.nextInt(4) : RESPONSES;
    ScoredGroup group = Fakes.group(step, slot, new double[responses]);
    if (random.nextInt(6) == 0) {
      group.setFailure("broken");
    }
    for (ScoredResponse scored : group.getResponses()) {
      int tokens = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3);
      int logprobs = random.nextInt(12) == 0 ? random.nextInt(3) : tokens;
      List<Integer> ids = new ArrayList<>();
      List<Float> values = new ArrayList<>();
      for (int i = 0; i < tokens; i++) {
        ids.add(random.nextInt(30) == 0 ? -random.nextInt(3) : random.nextInt(100));
      }
      for (int i = 0; i < logprobs; i++) {
        values.add(
            random.nextInt(30) == 0
                ? List.of(Float.NaN, Float.NEGATIVE_INFINITY, -0f).get(random.nextInt(3))
                : -random.nextFloat());
      }
      scored.getResponse().setTokenIds(ids);
      scored.getResponse().setLogprobs(values);
      scored.setAdvantage(random.nextInt(12) == 0 ? Double.POSITIVE_INFINITY : random.nextDouble());
    }
    return group;
  }
}
