package dev.preceptor.judge;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import java.util.List;

/**
 * A group that waits to be judged.
 *
 * @param key its step and slot
 * @param responses their texts
 * @param deadlineMillis wall clock time of the deadline for its verdicts, milliseconds since 1970
 * @param partition of its rollout
 * @param tries how often its judge went away while it was being judged
 * @param receipt what acknowledges its rollout
 * @param <R> its type
 */
record HeldGroup<R>(
    GroupKey key,
    List<String> responses,
    long deadlineMillis,
    int partition,
    int tries,
    R receipt) {

  HeldGroup {
    responses = List.copyOf(responses);
  }

  /** A rollout that has just come. */
  static <R> HeldGroup<R> of(Rollout rollout, long deadlineMillis, int partition, R receipt) {
    return new HeldGroup<>(
        new GroupKey(rollout.getStep(), rollout.getSlot()),
        rollout.getResponses().stream().map(Response::getText).toList(),
        deadlineMillis,
        partition,
        0,
        receipt);
  }

  /** The same after its judge went away. */
  HeldGroup<R> triedAgain() {
    return new HeldGroup<>(key, responses, deadlineMillis, partition, tries + 1, receipt);
  }

  boolean isLate(long nowMillis) {
    return nowMillis > deadlineMillis;
  }
}
