package dev.preceptor.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.Rollout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RolloutLoopTest {

  /** Units of two slots, the second unit of a step in partition 1 of 2. */
  private static final UnitLayout LAYOUT = new UnitLayout(4, 2);

  private static final int MAX_HELD = 16;

  /** What was published, acknowledged and counted, in order. */
  private final List<String> events = new ArrayList<>();

  /** What is queued for the loop's thread. */
  private final Queue<Runnable> thread = new ArrayDeque<>();

  private Runnable whilePublishing = () -> {};
  private int taken;
  private String waitsFor = "";
  private Awaited awaited;

  private final RolloutLoop.Outlet<String> outlet =
      new RolloutLoop.Outlet<>() {
        @Override
        public void publish(List<Rollout> rollouts) {
          for (Rollout rollout : rollouts) {
            events.add(
                "published "
                    + rollout.getStep()
                    + "-"
                    + rollout.getSlot()
                    + (rollout.getFailure() == null ? "" : ": " + rollout.getFailure()));
          }
          whilePublishing.run();
        }

        @Override
        public void acknowledge(String receipt) {
          events.add("acknowledged " + receipt);
        }

        @Override
        public void countDuplicate() {
          events.add("duplicate");
        }

        @Override
        public void does(String what) {}

        @Override
        public void waitsFor(Awaited what, String words) {
          awaited = what;
          waitsFor = words;
        }
      };

  private final RolloutLoop<String> loop =
      new RolloutLoop<>(
          new PromptCheck(
              new RunBounds(new StepPlan(9, 0, 9), LAYOUT), TakenSteps.upTo(() -> taken), 2),
          new PolicyAssembler(1 << 20, 0),
          new RolloutProcessor(
              version -> new Parrot(), 1, 99, new Sampling(1, 4, List.of()), "w", () -> 0),
          thread::add,
          outlet);

  private void prompt(int step, int slot, long offset) {
    loop.receive(
        Prompts.prompt(LAYOUT, step, slot, step - 1),
        new PromptOrigin(LAYOUT.unitOf(slot) % 2, offset),
        step + "-" + slot + "@" + offset);
  }

  private void policy(int version) {
    ByteBuffer weight = ByteBuffer.allocate(Float.BYTES).putFloat(0, version);
    MemoryModel model =
        new MemoryModel(Map.of(), Map.of("w", new HostTensor(DType.F32, new long[] {1}, weight)));
    new PolicyPublisher(1)
        .publish(version, PolicyHash.sha256(model), model)
        .chunks()
        .forEachRemaining(loop::receive);
  }

  /** Runs what is queued, and what that queues, to the end; returns how many tasks there were. */
  private int runQueued() {
    int tasks = 0;
    for (Runnable task = thread.poll(); task != null; task = thread.poll()) {
      task.run();
      tasks++;
    }
    return tasks;
  }

  @Test
  void aUnitIsPublishedOnceItIsWholeAndItsPolicyIsThereAndAcknowledgedAfterwards() {
    prompt(1, 0, 0);
    runQueued();
    assertThat(waitsFor).isEqualTo("1 of 2 prompts of step 1, unit 0");
    assertThat(awaited).isEqualTo(Awaited.PROMPTS);
    assertThat(loop.held()).isEqualTo(1);
    prompt(1, 1, 1);
    runQueued();
    assertThat(waitsFor).isEqualTo("policy version 0, for step 1");
    assertThat(awaited).isEqualTo(Awaited.POLICY);
    assertThat(loop.held()).isEqualTo(2);
    assertThat(events).isEmpty();
    policy(0);
    runQueued();
    assertThat(events)
        .containsExactly(
            "published 1-0", "published 1-1", "acknowledged 1-0@0", "acknowledged 1-1@1");
    assertThat(waitsFor).isEqualTo("prompts");
    assertThat(awaited).isEqualTo(Awaited.PROMPTS);
    assertThat(loop.held()).isZero();
  }

  @Test
  void whateverArrivesBeforeARoundIsOneRoundAndEachUnitAsksForTheNext() {
    policy(0);
    for (int slot = 0; slot < 4; slot++) {
      prompt(1, slot, slot);
    }
    assertThat(thread).hasSize(1);
    int oneForEachUnitAndOneThatFindsNone = 3;
    assertThat(runQueued()).isEqualTo(oneForEachUnitAndOneThatFindsNone);
    assertThat(events).contains("published 1-0", "published 1-2").hasSize(8);
    prompt(2, 0, 4);
    assertThat(thread).hasSize(1);
  }

  @Test
  void aPartitionThatIsLostWhileAUnitIsDecodedIsForgottenBeforeTheNextUnit() {
    policy(0);
    for (int slot = 0; slot < 4; slot++) {
      prompt(1, slot, slot);
    }
    whilePublishing = () -> thread.add(() -> loop.revoke(Set.of(1)));
    runQueued();
    assertThat(events)
        .containsExactly(
            "published 1-0", "published 1-1", "acknowledged 1-0@0", "acknowledged 1-1@1");
  }

  @Test
  void promptsFromBeforeAReassignmentAreForgottenAndAnsweredWhenTheyComeAgain() {
    policy(0);
    prompt(1, 0, 0);
    loop.keepOnly(Set.of(1));
    prompt(1, 1, 1);
    runQueued();
    assertThat(events).isEmpty();
    prompt(1, 0, 0);
    runQueued();
    assertThat(events).contains("published 1-0", "published 1-1");
  }

  @Test
  void aSecondRecordOfAPromptIsAcknowledgedAndTheFirstIsAnswered() {
    prompt(1, 0, 0);
    prompt(1, 0, 7);
    assertThat(events).containsExactly("duplicate", "acknowledged 1-0@7");
    prompt(1, 1, 8);
    policy(0);
    runQueued();
    assertThat(events)
        .endsWith("published 1-0", "published 1-1", "acknowledged 1-0@0", "acknowledged 1-1@8");
  }

  @Test
  void promptsOfTrainedStepsAreAcknowledgedUnanswered() {
    prompt(1, 0, 0);
    policy(1);
    runQueued();
    assertThat(events).containsExactly("acknowledged 1-0@0");
  }

  @Test
  void anUnreadablePromptFailsItsGroupWhereItsPromptBelongsAndIsPassedOverElsewhere() {
    policy(0);
    prompt(1, 0, 0);
    loop.receiveUnreadable("1-1", new PromptOrigin(1, 5), "in the wrong partition");
    loop.receiveUnreadable("no key", new PromptOrigin(0, 6), "of no group");
    runQueued();
    assertThat(events)
        .containsExactly("acknowledged in the wrong partition", "acknowledged of no group");
    loop.receiveUnreadable("2-0", new PromptOrigin(0, 6), "ahead of the run");
    assertThat(events).endsWith("acknowledged ahead of the run");
    loop.receiveUnreadable("1-1", new PromptOrigin(0, 7), "1-1@7");
    loop.giveUpLostPrompts(partition -> partition != 0);
    runQueued();
    assertThat(events).endsWith("acknowledged ahead of the run");
    loop.giveUpLostPrompts(partition -> partition == 0);
    runQueued();
    assertThat(events)
        .endsWith(
            "published 1-0",
            "published 1-1: the prompt could not be read; see topic dead-letters",
            "acknowledged 1-0@0",
            "acknowledged 1-1@7");
  }

  /** Before the version that a step's first prompts come with, none of them can be missed. */
  @Test
  void garbageBeforeAPromptCostsNothing() {
    loop.receiveUnreadable("1-0", new PromptOrigin(0, 0), "garbage");
    loop.giveUpLostPrompts(partition -> true);
    runQueued();
    prompt(1, 0, 1);
    prompt(1, 1, 2);
    policy(0);
    loop.giveUpLostPrompts(partition -> true);
    runQueued();
    assertThat(events)
        .containsExactly(
            "duplicate",
            "acknowledged garbage",
            "published 1-0",
            "published 1-1",
            "acknowledged 1-0@1",
            "acknowledged 1-1@2");
  }

  @Test
  void aVersionIsGivenUpOnlyWhenTheLogIsReadAndItsUnitsThenFail() {
    prompt(1, 0, 0);
    prompt(1, 1, 1);
    loop.giveUpLostVersion(() -> false);
    runQueued();
    assertThat(events).isEmpty();
    loop.giveUpLostVersion(() -> true);
    runQueued();
    assertThat(events)
        .containsExactly(
            "published 1-0: policy version 0 cannot be built from the log",
            "published 1-1: policy version 0 cannot be built from the log",
            "acknowledged 1-0@0",
            "acknowledged 1-1@1");
  }

  @Test
  void thereIsNoRoomWhileTooManyPromptsAreHeld() {
    for (int i = 0; i < MAX_HELD; i++) {
      assertThat(loop.room().toCompletableFuture()).isCompleted();
      prompt(2 + i / 4, i % 4, i);
      runQueued();
    }
    var room = loop.room().toCompletableFuture();
    assertThat(room).isNotDone();
    policy(2);
    runQueued();
    assertThat(room).isCompleted();
  }
}
