package dev.preceptor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.exported.Awaited;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class JudgeLoopTest {

  private static final int MAX_HELD = 3;

  /** What was asked, published and acknowledged, in order. */
  private final List<String> events = new ArrayList<>();

  /** What is queued for the loop's thread, and what is to be queued after a rest. */
  private final Queue<Runnable> thread = new ArrayDeque<>();

  private final List<Runnable> resting = new ArrayList<>();
  private boolean isThere = true;
  private boolean goesAwayWhenAsked;
  private Runnable whilePublishing = () -> {};
  private String waitsFor = "";
  private Awaited awaited;
  private long now;

  private final JudgeLoop.Judge judge =
      new JudgeLoop.Judge() {
        @Override
        public boolean isThere() {
          return isThere;
        }

        @Override
        public String described() {
          return "the judge";
        }

        @Override
        public Optional<Judgement> judge(GroupKey group, List<String> responses) {
          events.add("asked about " + group);
          return goesAwayWhenAsked ? Optional.empty() : Optional.of(judgement(group, "verdict"));
        }

        @Override
        public Judgement giveUp(GroupKey group, List<String> responses, String why) {
          return judgement(group, why);
        }

        private Judgement judgement(GroupKey group, String what) {
          return new Judgement(group.step(), group.slot(), what, "", List.of(), 0L, 0, 0);
        }
      };

  private final JudgeLoop.Outlet<String> outlet =
      new JudgeLoop.Outlet<>() {
        @Override
        public void publish(Judgement judgement) {
          events.add("published " + judgement.getStep() + ": " + judgement.getJudge());
          whilePublishing.run();
        }

        @Override
        public void acknowledge(String receipt) {
          events.add("acknowledged " + receipt);
        }

        @Override
        public void countLate() {
          events.add("late");
        }

        @Override
        public void does(String what) {}

        @Override
        public void waitsFor(Awaited what, String words) {
          awaited = what;
          waitsFor = words;
        }

        @Override
        public void later(Runnable task) {
          resting.add(task);
        }
      };

  private final JudgeLoop<String> loop = new JudgeLoop<>(MAX_HELD, thread::add, () -> now, outlet);

  JudgeLoopTest() {
    loop.open(judge);
  }

  private void group(int step, long deadlineMillis) {
    loop.receive(
        new HeldGroup<>(
            new GroupKey(step, 0), List.of("text"), deadlineMillis, step % 2, 0, "" + step));
  }

  private int runQueued() {
    int tasks = 0;
    for (Runnable task = thread.poll(); task != null; task = thread.poll()) {
      task.run();
      tasks++;
    }
    return tasks;
  }

  private void rest() {
    List<Runnable> due = List.copyOf(resting);
    resting.clear();
    due.forEach(Runnable::run);
    runQueued();
  }

  @Test
  void groupsAreJudgedByUrgencyOneARoundAndAcknowledgedOncePublished() {
    group(1, 200);
    group(2, 100);
    assertThat(thread).hasSize(1);
    int oneForEachGroupAndOneThatFindsNone = 3;
    assertThat(runQueued()).isEqualTo(oneForEachGroupAndOneThatFindsNone);
    assertThat(events)
        .containsExactly(
            "asked about 2-0",
            "published 2: verdict",
            "acknowledged 2",
            "asked about 1-0",
            "published 1: verdict",
            "acknowledged 1");
    assertThat(waitsFor).isEqualTo("rollouts");
    assertThat(awaited).isEqualTo(Awaited.ROLLOUTS);
  }

  @Test
  void aMoreUrgentGroupThatArrivesMeanwhileIsNext() {
    group(1, 100);
    group(3, 300);
    whilePublishing =
        () -> {
          whilePublishing = () -> {};
          group(2, 200);
        };
    runQueued();
    assertThat(events)
        .filteredOn(event -> event.startsWith("asked"))
        .containsExactly("asked about 1-0", "asked about 2-0", "asked about 3-0");
  }

  @Test
  void groupsWaitForAJudgeThatIsAwayAndAreJudgedWhenItIsBack() {
    isThere = false;
    group(1, 100);
    runQueued();
    group(2, 200);
    runQueued();
    assertThat(events).isEmpty();
    assertThat(loop.isAway()).isTrue();
    assertThat(resting).as("one rest at a time").hasSize(1);
    assertThat(waitsFor).isEqualTo("the judge, which is unavailable");
    assertThat(awaited).isEqualTo(Awaited.JUDGE);
    isThere = true;
    rest();
    assertThat(events).contains("acknowledged 1", "acknowledged 2");
    assertThat(loop.isAway()).isFalse();
  }

  @Test
  void aGroupThatTheJudgeGoesAwayOverAgainAndAgainIsGivenUp() {
    goesAwayWhenAsked = true;
    group(1, 100);
    runQueued();
    assertThat(events)
        .containsExactly(
            "asked about 1-0",
            "asked about 1-0",
            "asked about 1-0",
            "published 1: the judge became unavailable 3 times while judging it",
            "acknowledged 1");
  }

  @Test
  void whereTooManyGroupsWaitTheOldestLateOneIsGivenUpAndThereIsRoomAgain() {
    isThere = false;
    now = 150;
    group(1, 100);
    group(2, 200);
    runQueued();
    assertThat(loop.room().toCompletableFuture()).isCompleted();
    group(3, 300);
    var room = loop.room().toCompletableFuture();
    assertThat(room).isNotDone();
    runQueued();
    assertThat(room).isCompleted();
    assertThat(events)
        .containsExactly("published 1: too many groups wait for this judge", "acknowledged 1");
  }

  @Test
  void groupsOfAnotherWorkersPartitionsAreForgotten() {
    group(1, 100);
    group(2, 200);
    loop.revoke(List.of(1));
    runQueued();
    assertThat(events).containsExactly("asked about 2-0", "published 2: verdict", "acknowledged 2");
  }
}
