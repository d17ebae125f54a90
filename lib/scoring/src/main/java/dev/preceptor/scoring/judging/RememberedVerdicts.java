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
 * One judge's verdicts by statement, those least recently of use forgotten first. What is new is
 * told, so that others of its workers learn of it. For several threads.
 */
public final class RememberedVerdicts implements VerdictCache {

  private final String judge;
  private final String judgeHash;
  private final BiConsumer<String, CachedVerdict> tell;
  private final Map<String, Word> byKey;

  /** As little as is needed: many are kept. */
  private record Word(boolean yes, Float yesLogprob, Float noLogprob) {

    static Word of(CachedVerdict verdict) {
      return new Word(verdict.getYes(), verdict.getYesLogprob(), verdict.getNoLogprob());
    }

    JudgedStatement judged() {
      return JudgedStatement.verdict(yes, optional(yesLogprob), optional(noLogprob));
    }
  }

  /**
   * Remembers nothing yet.
   *
   * @param judge the recipe's name for the judge
   * @param judgeHash of what decides its verdicts
   * @param capacity verdicts that are kept
   * @param tell takes each new verdict with its key
   */
  public RememberedVerdicts(
      String judge, String judgeHash, int capacity, BiConsumer<String, CachedVerdict> tell) {
    this.judge = judge;
    this.judgeHash = judgeHash;
    this.tell = tell;
    byKey =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Word> eldest) {
            return size() > capacity;
          }
        };
  }

  /** SHA-256 of judge and statement: the same statement of another judge has another. */
  public static String key(String judgeHash, String statement) {
    return Sha256.hex((judgeHash + "\n" + statement).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<JudgedStatement> find(String statement) {
    String key = key(judgeHash, statement);
    synchronized (byKey) {
      return Optional.ofNullable(byKey.get(key)).map(Word::judged);
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
      byKey.put(key, Word.of(cached));
    }
    tell.accept(key, cached);
  }

  /** Learns of a verdict that this judge has given anywhere; other judges' are passed over. */
  public void learn(String key, CachedVerdict verdict) {
    if (verdict.getJudgeHash().equals(judgeHash)) {
      synchronized (byKey) {
        byKey.putIfAbsent(key, Word.of(verdict));
      }
    }
  }

  /** How many are kept. */
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
