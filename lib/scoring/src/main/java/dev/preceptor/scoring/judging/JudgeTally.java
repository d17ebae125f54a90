package dev.preceptor.scoring.judging;

import dev.preceptor.vqa.judge.GroupJudge;
import dev.preceptor.vqa.judge.JudgeFault;
import dev.preceptor.vqa.judge.JudgedStatement;
import dev.preceptor.vqa.judge.Ruling;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts a judge's work since its process started. Thread-safe. */
public final class JudgeTally {

  private static final double MILLIS = 1000;

  private final Map<Ruling, AtomicLong> rulings = zeros(Ruling.class);
  private final Map<JudgeFault, AtomicLong> faults = zeros(JudgeFault.class);
  private final AtomicLong groups = new AtomicLong();
  private final AtomicLong lateGroups = new AtomicLong();
  private final AtomicLong cached = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong busyMillis = new AtomicLong();

  private static <E extends Enum<E>> Map<E, AtomicLong> zeros(Class<E> type) {
    Map<E, AtomicLong> zeros = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      zeros.put(each, new AtomicLong());
    }
    return zeros;
  }

  /** Counts a judged group. */
  public void count(GroupJudge.Verdicts verdicts, long latencyMillis) {
    groups.incrementAndGet();
    cached.addAndGet(verdicts.cached());
    asked.addAndGet(verdicts.asked());
    busyMillis.addAndGet(latencyMillis);
    for (JudgedStatement judged : verdicts.verdicts()) {
      rulings.get(judged.ruling()).incrementAndGet();
      if (judged.ruling() == Ruling.UNSCORABLE) {
        faults.get(judged.fault()).incrementAndGet();
      }
    }
  }

  /** Counts a judged group that was past its deadline. */
  public void countLate() {
    lateGroups.incrementAndGet();
  }

  /** Groups judged. */
  public long groups() {
    return groups.get();
  }

  /** Groups whose judgement came after their deadline. */
  public long lateGroups() {
    return lateGroups.get();
  }

  /** Responses with a ruling. */
  public long rulings(Ruling ruling) {
    return rulings.get(ruling).get();
  }

  /** Responses that are unscorable because of a fault. */
  public long faults(JudgeFault fault) {
    return faults.get(fault).get();
  }

  /** Responses whose verdict was in the cache. */
  public long cached() {
    return cached.get();
  }

  /** Distinct statements that the judge was asked about. */
  public long asked() {
    return asked.get();
  }

  /** Time spent judging, summed over all groups, seconds. */
  public double busySeconds() {
    return busyMillis.get() / MILLIS;
  }

  /** Fraction of verdicts that came from the cache; 0 before the first. */
  public double hitRate() {
    long hits = cached.get();
    long all = hits + asked.get();
    return all == 0 ? 0 : (double) hits / all;
  }

  @Override
  public String toString() {
    return "%d groups (%d late), responses: %d yes, %d no, %d unscorable; cache hit rate %.1f %%"
        .formatted(
            groups(),
            lateGroups(),
            rulings(Ruling.YES),
            rulings(Ruling.NO),
            rulings(Ruling.UNSCORABLE),
            100 * hitRate());
  }
}
