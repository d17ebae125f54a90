package dev.preceptor.judge;

import dev.preceptor.run.exported.Awaited;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * What a judge worker does: it receives groups, takes the most urgent one, has the judge judge it,
 * publishes the judgement, and only then acknowledges the group's rollout. While the judge is away,
 * groups wait here and nothing is decided; the deadline of reward-service limits how long anybody
 * waits for them.
 *
 * <p>Groups are received on any thread and judged on one, in rounds of one group at most. A round
 * is queued behind what already waits for the thread, so that whatever arrived during the last one
 * is known before the next group is chosen.
 *
 * @param <R> what acknowledges a group's rollout
 */
final class JudgeLoop<R> {

  private static final Logger LOG = Logger.getLogger(JudgeLoop.class);

  /** Times a judge may go away over the same group before the group is to blame. */
  private static final int MAX_TRIES = 3;

  /** Who is asked. For the loop's thread. */
  interface Judge {

    /** Whether it can be asked now. */
    boolean isThere();

    /** The judge for a log line: its folder or its server. */
    String described();

    /** Its verdicts on a group's responses; nothing where it went away meanwhile. */
    Optional<Judgement> judge(GroupKey group, List<String> responses);

    /** The judgement of a group it is no longer asked about. */
    Judgement giveUp(GroupKey group, List<String> responses, String why);
  }

  /** What the loop does outside itself. */
  interface Outlet<R> {

    /** Writes a judgement; returns once the broker has it. */
    void publish(Judgement judgement);

    /** Acknowledges a rollout, which then is not delivered again. */
    void acknowledge(R receipt);

    /** Counts a group that is judged after its deadline. */
    void countLate();

    /** From now on the worker does something, a few words. */
    void does(String what);

    /** From now on the worker waits for something; the words say more. */
    void waitsFor(Awaited awaited, String what);

    /** Runs a task on the loop's thread in a moment, when a judge that is away may be back. */
    void later(Runnable task);
  }

  private final JudgeQueue<R> queue;
  private final Executor thread;
  private final LongSupplier clockMillis;
  private final Outlet<R> outlet;
  private final AtomicBoolean roundQueued = new AtomicBoolean();
  private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
  private volatile boolean away;
  private boolean resting;
  private Judge judge;

  /**
   * A loop that holds nothing.
   *
   * @param maxHeld groups that are held at one time
   * @param thread runs what is passed to it later, one after the other, on the loop's thread
   * @param clockMillis wall clock, milliseconds since 1970
   */
  JudgeLoop(int maxHeld, Executor thread, LongSupplier clockMillis, Outlet<R> outlet) {
    this.thread = thread;
    this.clockMillis = clockMillis;
    this.outlet = outlet;
    queue = new JudgeQueue<>(maxHeld);
  }

  /** Takes up its judge, on the loop's thread and before the first round. */
  void open(Judge opened) {
    judge = opened;
  }

  /** Receives a group. Its rollout is acknowledged when its judgement is published. */
  void receive(HeldGroup<R> group) {
    queue.hold(group);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    room = gate;
    if (!queue.isFull()) {
      gate.complete(null);
    }
    queueRound();
  }

  /** Forgets the groups of partitions that another worker now serves: they are its to judge. */
  void revoke(Collection<Integer> partitions) {
    queue.revoke(partitions);
  }

  /** Completes when few enough groups are held to receive another one. */
  CompletionStage<Void> room() {
    return room;
  }

  /** Groups that are held and not judged yet. */
  int waiting() {
    return queue.size();
  }

  /** Whether the judge could not be asked when it was last tried. */
  boolean isAway() {
    return away;
  }

  private void queueRound() {
    if (roundQueued.compareAndSet(false, true)) {
      thread.execute(this::round);
    }
  }

  private void round() {
    roundQueued.set(false);
    queue
        .overflow(clockMillis.getAsLong())
        .ifPresent(group -> giveUp(group, "too many groups wait for this judge"));
    if (!resting && queue.size() > 0) {
      if (isJudgeThere()) {
        takeMostUrgent().ifPresent(this::judge);
      } else {
        rest();
      }
    }
    if (queue.size() == 0) {
      outlet.waitsFor(Awaited.ROLLOUTS, "rollouts");
    }
    if (!queue.isFull()) {
      room.complete(null);
    }
  }

  private Optional<HeldGroup<R>> takeMostUrgent() {
    return queue.next(clockMillis.getAsLong());
  }

  private boolean isJudgeThere() {
    boolean there = judge.isThere();
    if (there == away) {
      LOG.info(
          judge.described()
              + (there
                  ? " is available again"
                  : " is unavailable: groups wait until their deadline"));
    }
    away = !there;
    return there;
  }

  private void rest() {
    outlet.waitsFor(Awaited.JUDGE, judge.described() + ", which is unavailable");
    resting = true;
    outlet.later(
        () -> {
          resting = false;
          queueRound();
        });
  }

  private void judge(HeldGroup<R> group) {
    outlet.does("judging group " + group.key());
    if (group.isLate(clockMillis.getAsLong())) {
      outlet.countLate();
    }
    judge
        .judge(group.key(), group.responses())
        .ifPresentOrElse(judgement -> publish(group, judgement), () -> putBack(group));
    queueRound();
  }

  private void putBack(HeldGroup<R> group) {
    HeldGroup<R> again = group.triedAgain();
    LOG.warnf("group %s: %s became unavailable", group.key(), judge.described());
    if (again.tries() >= MAX_TRIES) {
      giveUp(
          group, "the judge became unavailable %d times while judging it".formatted(again.tries()));
    } else {
      queue.hold(again);
    }
  }

  private void giveUp(HeldGroup<R> group, String why) {
    LOG.warnf("group %s is given up: %s", group.key(), why);
    publish(group, judge.giveUp(group.key(), group.responses(), why));
  }

  private void publish(HeldGroup<R> group, Judgement judgement) {
    outlet.publish(judgement);
    outlet.acknowledge(group.receipt());
  }
}
