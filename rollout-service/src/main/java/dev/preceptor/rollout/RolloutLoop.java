package dev.preceptor.rollout;

import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jboss.logging.Logger;

/**
 * What a rollout worker does: it receives prompts and policy versions, takes a whole unit of
 * prompts whose policy version is there, decodes it, publishes its rollouts, and only then
 * acknowledges its prompts.
 *
 * <p>For one thread, the one that decodes. Whatever arrives is passed to the methods below on that
 * thread, and each of them asks for a round. A round takes one unit at most; it is queued behind
 * what already waits for the thread, so that whatever arrived during the last round is known before
 * the next unit is chosen.
 *
 * @param <R> what acknowledges a prompt's record
 */
final class RolloutLoop<R> {

  private static final Logger LOG = Logger.getLogger(RolloutLoop.class);

  /**
   * How many times the prompts that can be in flight are held at most. There are more only as long
   * as the policy log has not been read to its end; then those of trained steps are dropped.
   */
  private static final int MAX_HELD_FACTOR = 4;

  /** What the loop does outside itself. */
  interface Outlet<R> {

    /** Writes rollouts; returns once the broker has them all. */
    void publish(List<Rollout> rollouts);

    /** Acknowledges a prompt's record, which then is not delivered again. */
    void acknowledge(R receipt);

    /** Counts a prompt that was delivered again. */
    void countDuplicate();

    /** From now on the worker does something, a few words. */
    void does(String what);

    /** From now on the worker waits for something; the words say more. */
    void waitsFor(Awaited awaited, String what);
  }

  private final PromptCheck check;
  private final int stepsInFlight;
  private final int maxHeld;
  private final SamplingUnits<R> units;
  private final PolicyAssembler versions;
  private final RolloutProcessor processor;
  private final Executor thread;
  private final Outlet<R> outlet;
  private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
  private boolean roundQueued;
  private boolean hasPublished;
  private volatile int held;

  /**
   * A loop that holds nothing.
   *
   * @param check which prompts can be there, and where
   * @param versions the policy versions that are there
   * @param processor decodes units
   * @param thread runs what is passed to it later, one after the other, on the loop's thread
   */
  RolloutLoop(
      PromptCheck check,
      PolicyAssembler versions,
      RolloutProcessor processor,
      Executor thread,
      Outlet<R> outlet) {
    this.check = check;
    this.versions = versions;
    this.processor = processor;
    this.thread = thread;
    this.outlet = outlet;
    stepsInFlight = check.bounds().plan().staleness() + 1;
    maxHeld = MAX_HELD_FACTOR * stepsInFlight * check.bounds().layout().promptsPerStep();
    units = new SamplingUnits<>(check.bounds().layout());
  }

  /**
   * Receives a prompt. It is acknowledged when its rollout is published, when it is not the first
   * record of its prompt, or when its step turns out to be trained.
   */
  void receive(Prompt prompt, PromptOrigin origin, R receipt) {
    units
        .hold(prompt, origin, receipt)
        .ifPresent(
            other -> {
              outlet.countDuplicate();
              outlet.acknowledge(other);
            });
    queueRound();
  }

  /**
   * Receives a record that is no prompt. It fails the group that its key names, once it is certain
   * that the group's own prompt is not there. In a partition where that prompt cannot be it is
   * passed over: the prompt itself is or will be elsewhere.
   */
  void receiveUnreadable(String key, PromptOrigin origin, R receipt) {
    holdUnreadable(key, origin, receipt).ifPresent(outlet::acknowledge);
    queueRound();
  }

  /** Receives a record that has no effect. */
  void refuse(R receipt) {
    outlet.acknowledge(receipt);
  }

  private Optional<R> holdUnreadable(String text, PromptOrigin origin, R receipt) {
    try {
      GroupKey key = GroupKey.parse(text);
      check.requirePlace(key, origin.partition());
      return units.holdUnreadable(
          key, "the prompt could not be read; see topic dead-letters", origin, receipt);
    } catch (UnreadableRecordException e) {
      return Optional.of(receipt); // it stands for no prompt that there is
    }
  }

  /**
   * Receives a slice of weights.
   *
   * @return the version that is complete with it, if one is
   * @throws UnreadableRecordException if it does not fit the slices before it
   */
  Optional<Integer> receive(PolicyChunk chunk) {
    Optional<Integer> complete = versions.accept(chunk);
    complete.ifPresent(
        version -> {
          LOG.infof("policy version %d is complete", version);
          queueRound();
        });
    return complete;
  }

  /** Forgets the prompts of partitions that another worker now serves: they are its to answer. */
  void revoke(Collection<Integer> revoked) {
    units.revoke(revoked);
    queueRound();
  }

  /** Forgets the prompts of all partitions but some. */
  void keepOnly(Collection<Integer> kept) {
    units.keepOnly(kept);
    queueRound();
  }

  /**
   * Fails the units whose policy version can no longer come. A version and the first prompts that
   * pin it are one transaction, so once a prompt is here, all chunks of its version are in the log.
   * If all were read and there is no version, some of them were unreadable. The learner writes the
   * version after a step of failed groups whole.
   *
   * @param isLogRead whether the policy log has been read to its end
   */
  void giveUpLostVersion(BooleanSupplier isLogRead) {
    OptionalInt awaited = units.awaited();
    if (awaited.isPresent() && !isUsable(awaited.getAsInt()) && isLogRead.getAsBoolean()) {
      LOG.error(lost(awaited.getAsInt()));
      units.lose(awaited.getAsInt());
      queueRound();
    }
  }

  /**
   * Gives up the prompts that can no longer come where an unreadable record was. A version and the
   * first prompts that pin it are one transaction, so once the version is here, the prompts are in
   * the log. If their partition was read to its end and a prompt is not here, it is the record that
   * could not be read.
   *
   * @param isRead whether a partition of the prompts has been read to its end
   */
  void giveUpLostPrompts(IntPredicate isRead) {
    for (HeldPrompt<R> held : units.unreadable()) {
      boolean issued = held.key().step() <= versions.newest() + stepsInFlight;
      if (issued && isRead.test(held.origin().partition())) {
        LOG.errorf("prompt %s cannot be read: its group fails", held.key());
        units.giveUp(held.key());
        queueRound();
      }
    }
  }

  private static String lost(int version) {
    return "policy version %d cannot be built from the log".formatted(version);
  }

  /** Completes when few enough prompts are held to receive another one. */
  CompletionStage<Void> room() {
    return room;
  }

  /** Prompts that are held and not answered. May be asked on any thread. */
  int held() {
    return held;
  }

  private void queueRound() {
    if (!roundQueued) {
      roundQueued = true;
      thread.execute(this::round);
    }
  }

  private void round() {
    roundQueued = false;
    units.retire(versions.newest()).forEach(outlet::acknowledge);
    takeUnit()
        .ifPresent(
            unit -> {
              publish(unit, decode(unit));
              queueRound();
            });
    held = units.size();
    outlet.waitsFor(units.lacksPrompts() ? Awaited.PROMPTS : Awaited.POLICY, units.lacking());
    updateRoom();
  }

  /** The oldest unit that is whole and whose policy version is there. */
  private Optional<SamplingUnit<R>> takeUnit() {
    return units.next(this::isUsable);
  }

  /** Whether a version is there and its weights have the hash that was published. */
  private boolean isUsable(int version) {
    try {
      return versions.has(version) && versions.at(version) != null;
    } catch (UnreadableRecordException e) {
      LOG.errorf("%s; this worker waits for the next whole version", e.getMessage());
      return false;
    }
  }

  private List<Rollout> decode(SamplingUnit<R> unit) {
    outlet.does("sampling unit %d of step %d".formatted(unit.unit(), unit.step()));
    return units.isLost(unit.policyVersion())
        ? processor.fail(unit, lost(unit.policyVersion()))
        : processor.answer(unit);
  }

  private void publish(SamplingUnit<R> unit, List<Rollout> rollouts) {
    outlet.publish(rollouts);
    unit.prompts().forEach(held -> outlet.acknowledge(held.receipt()));
    if (!hasPublished) {
      hasPublished = true;
      LOG.infof("published its first rollouts: unit %d of step %d", unit.unit(), unit.step());
    }
  }

  private void updateRoom() {
    if (units.size() < maxHeld) {
      room.complete(null);
    } else if (room.isDone()) {
      room = new CompletableFuture<>();
    }
  }
}
