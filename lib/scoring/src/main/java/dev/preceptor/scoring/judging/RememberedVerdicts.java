package dev.preceptor.scoring.judging;

import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.vqa.judge.JudgedStatement;
import dev.preceptor.vqa.judge.Ruling;
import dev.preceptor.vqa.judge.VerdictCache;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;

/**
 * A least-recently-used cache of one judge's verdicts by statement. New verdicts are published, so
 * that the judge's other workers can add them to their caches. Thread-safe.
 */
public final class RememberedVerdicts implements VerdictCache {

  private final String judge;
  private final String judgeHash;
  private final BiConsumer<String, CachedVerdict> publish;
  private final Map<String, CompactVerdict> byKey;

  /** A verdict in compact form: many are kept. */
  private record CompactVerdict(boolean yes, Float yesLogprob, Float noLogprob) {

    static CompactVerdict of(CachedVerdict verdict) {
      return new CompactVerdict(verdict.getYes(), verdict.getYesLogprob(), verdict.getNoLogprob());
    }

    JudgedStatement judged() {
      return JudgedStatement.verdict(yes, optional(yesLogprob), optional(noLogprob));
    }
  }

  /**
   * Creates an empty cache.
   *
   * @param judge the judge's name in the recipe
   * @param judgeHash SHA-256 of everything that determines its verdicts
   * @param capacity most verdicts that are kept
   * @param publish receives each new verdict with its key
   */
  public RememberedVerdicts(
      String judge, String judgeHash, int capacity, BiConsumer<String, CachedVerdict> publish) {
    this.judge = judge;
    this.judgeHash = judgeHash;
    this.publish = publish;
    byKey =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, CompactVerdict> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * The cache key: SHA-256 of judge hash and statement, so different judges have different keys for
   * a statement.
   */
  public static String key(String judgeHash, String statement) {
    return Sha256.hex((judgeHash + "\n" + statement).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<JudgedStatement> find(String statement) {
    String key = key(judgeHash, statement);
    synchronized (byKey) {
      return Optional.ofNullable(byKey.get(key)).map(CompactVerdict::judged);
    }
  }

  @Override
  public void remember(String statement, JudgedStatement verdict) {
    CachedVerdict cached =
        new CachedVerdict(
            judge,
            judgeHash,
            verdict.ruling() == Ruling.YES,
            logprob(verdict.yesLogprob()),
            logprob(verdict.noLogprob()));
    String key = key(judgeHash, statement);
    synchronized (byKey) {
      byKey.put(key, CompactVerdict.of(cached));
    }
    publish.accept(key, cached);
  }

  /**
   * Adds a verdict that this judge gave in another process; verdicts of other judges are ignored.
   */
  public void add(String key, CachedVerdict verdict) {
    if (verdict.getJudgeHash().equals(judgeHash)) {
      synchronized (byKey) {
        byKey.putIfAbsent(key, CompactVerdict.of(verdict));
      }
    }
  }

  /** How many verdicts are kept. */
  public int size() {
    synchronized (byKey) {
      return byKey.size();
    }
  }

  private static Float logprob(OptionalDouble logprob) {
    return logprob.isPresent() ? (float) logprob.getAsDouble() : null;
  }

  private static OptionalDouble optional(Float logprob) {
    return logprob == null ? OptionalDouble.empty() : OptionalDouble.of(logprob);
  }
}
