package dev.preceptor.learner;

import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.ScoredGroup;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * What a learner does: it receives scored groups, takes each step once it is whole, commits it, and
 * keeps checkpoints. A step that is in the log already is replayed and not committed again. Where
 * failed groups are filled in, it issues their spares.
 *
 * <p>For one thread, {@link #stop} apart.
 */
final class LearnerLoop {

  private static final Logger LOG = Logger.getLogger(LearnerLoop.class);

  /** What the loop does outside itself. */
  interface Outlet {

    /** Writes what is missing in the log, in one transaction. */
    void commit(Opening opening);

    /** Writes a step, in one transaction. */
    void commit(StepResult result);

    /**
     * Writes a checkpoint.
     *
     * @return false if there is no room for it, so that it can be tried again
     */
    boolean save(ReachedStep reached);

    /** Waits for a moment, in which there may come room for a checkpoint. */
    void pause();

    /**
     * Waits for a moment for the evaluation of a version.
     *
     * @return whether the sentinel has heard it
     */
    boolean hears(int version);

    /** Counts a group that was delivered again. */
    void countDuplicate();

    /** From now on the learner does something, a few words. */
    void does(String what);

    /** From now on the learner waits for something; the words say more. */
    void waitsFor(Awaited awaited, String what);
  }

  private final StepPlan plan;
  private final UnitLayout layout;
  private final Learner learner;
  private final int startedAfter;
  private final StepAssembly assembly;
  private final Spares spares;
  private final SentinelWatch sentinel;
  private final Outlet outlet;
  private Optional<ReachedStep> last = Optional.empty();
  private volatile int lastTaken;
  private volatile int held;
  private volatile boolean stopping;

  /**
   * A loop.
   *
   * @param startedAfter the step of the checkpoint that the learner started from; 0 without one
   * @param sentinel the learner's
   */
  LearnerLoop(
      StepPlan plan,
      UnitLayout layout,
      Learner learner,
      int startedAfter,
      Spares spares,
      SentinelWatch sentinel,
      Outlet outlet) {
    this.plan = plan;
    this.layout = layout;
    this.learner = learner;
    this.startedAfter = startedAfter;
    this.spares = spares;
    this.sentinel = sentinel;
    this.outlet = outlet;
    assembly = new StepAssembly(startedAfter + 1, layout);
    lastTaken = Math.max(startedAfter, learner.lastCommitted());
  }

  /**
   * Writes what earlier learners left out.
   *
   * @param issued the last step with prompts in the log; 0 in a fresh run
   */
  void open(int issued) {
    Opening opening = learner.opening(issued);
    if (!opening.isEmpty()) {
      outlet.commit(opening);
    }
    sentinel.requireGoingOn(startedAfter);
    reportLacking();
  }

  /** Receives a group. */
  void receive(ScoredGroup group, LogPosition position) {
    boolean isNew = learner.mayUse(group, position) && assembly.accept(group, position);
    assembly.passed(position);
    // Groups of steps that the checkpoint holds are read again after a start: these do not count.
    if (!isNew && group.getStep() > startedAfter) {
      outlet.countDuplicate();
    }
    takeWholeSteps();
  }

  /** Receives a record that has no effect. */
  void refuse(LogPosition position) {
    assembly.passed(position);
  }

  /**
   * Receives a record in the place of a group that could not be read. Its step goes on waiting for
   * the group, which reward-service writes exactly once and in a form that a learner of the same
   * version can read.
   */
  void receiveUnreadable(GroupKey key, LogPosition position) {
    assembly.passedUnreadable(key, position);
  }

  /** Receives a group that no step can be trained on: it counts as failed. */
  void receiveUntrainable(GroupKey key, LogPosition position, String why) {
    receive(
        ScoredGroup.newBuilder()
            .setStep(key.step())
            .setSlot(key.slot())
            .setPolicyVersion(plan.pinnedVersion(key.step()))
            .setFailure("the scored group cannot be trained on: " + why)
            .setResponses(List.of())
            .setSampleMillis(0)
            .setWorker("")
            .build(),
        position);
  }

  /** The last step that is in the log. May be asked on any thread. */
  int lastTaken() {
    return lastTaken;
  }

  /** Groups that wait for steps that are not in the log. May be asked on any thread. */
  int held() {
    return held;
  }

  /** Groups that are issued and have not come back, without spares. May be asked on any thread. */
  int inFlight() {
    int steps = plan.lastIssuedAfter(lastTaken) - lastTaken;
    return Math.max(0, steps * layout.promptsPerStep() - held);
  }

  private void takeWholeSteps() {
    while (!stopping && assembly.isWhole()) {
      assembly.poll().ifPresent(this::take);
    }
    beginWholeUnits();
    issueSpares();
    reportLacking();
  }

  /** Until the next step is whole, its units are learnt from as they come, in their order. */
  private void beginWholeUnits() {
    Optional<List<ScoredGroup>> unit = stopping ? Optional.empty() : assembly.pollUnit();
    while (unit.isPresent()) {
      outlet.does("training the first groups of step " + assembly.nextStep());
      learner.begin(unit.get());
      unit = stopping ? Optional.empty() : assembly.pollUnit();
    }
  }

  private void take(AssembledStep step) {
    if (!isEvaluationHeard(step.step())) {
      return;
    }
    outlet.does("training step " + step.step());
    last = Optional.empty(); // until it is committed, the trainer is at no step of the log
    ReachedStep reached = learner.isInLog(step.step()) ? replay(step) : train(step);
    last = Optional.of(reached);
    lastTaken = Math.max(lastTaken, step.step());
    spares.taken(step.step());
    if (plan.checkpointDue(step.step()) || sentinel.endsAfter(step.step())) {
      saveOnceThereIsRoom(reached);
    }
    if (!stopping) {
      sentinel.requireGoingOn(step.step());
    }
  }

  /** Whether the sentinel knows what it must before a step; not if this learner is to end. */
  private boolean isEvaluationHeard(int step) {
    OptionalInt version = learner.isInLog(step) ? OptionalInt.empty() : sentinel.awaited(step);
    if (version.isPresent()) {
      outlet.waitsFor(
          Awaited.EVALUATION,
          "the evaluation of policy version %d, which the sentinel must see before step %d"
              .formatted(version.getAsInt(), step));
      while (!outlet.hears(version.getAsInt())) {
        if (stopping) {
          return false;
        }
      }
    }
    return true;
  }

  private ReachedStep train(AssembledStep step) {
    StepResult result = learner.train(step);
    outlet.commit(result);
    learner.committed();
    LOG.infof("step %d committed: policy %s", step.step(), result.reached().policySha256());
    return result.reached();
  }

  private ReachedStep replay(AssembledStep step) {
    ReachedStep reached = learner.replay(step);
    LOG.infof("step %d replayed: policy %s", step.step(), reached.policySha256());
    return reached;
  }

  private void saveOnceThereIsRoom(ReachedStep reached) {
    while (!outlet.save(reached) && !stopping) {
      outlet.waitsFor(Awaited.DISK, "disk space for the checkpoint of step " + reached.step());
      outlet.pause();
    }
  }

  private void issueSpares() {
    int step = assembly.nextStep();
    List<Integer> slots = stopping ? List.of() : spares.due(assembly);
    if (!slots.isEmpty()) {
      LOG.infof("step %d: %d groups have failed; issuing a spare for each", step, slots.size());
      outlet.commit(new Opening(Optional.empty(), learner.spares(step, slots)));
      spares.issued(step, slots);
    }
  }

  private void reportLacking() {
    held = assembly.heldAfter(lastTaken);
    if (assembly.nextStep() > plan.maxSteps()) {
      outlet.waitsFor(Awaited.NOTHING, "nothing: all steps are done");
    } else {
      outlet.waitsFor(Awaited.SCORED_GROUPS, assembly.lacking());
    }
  }

  /** The next step to be taken. */
  int nextStep() {
    return assembly.nextStep();
  }

  /** The step that the trainer is at, if it was taken here and is in the log. */
  Optional<ReachedStep> last() {
    return last;
  }

  /** Leaves the checkpoint of the last step to the learner that has taken over. */
  void handOver() {
    last = Optional.empty();
  }

  /** Takes no further step. May be called on any thread. */
  void stop() {
    stopping = true;
  }
}
