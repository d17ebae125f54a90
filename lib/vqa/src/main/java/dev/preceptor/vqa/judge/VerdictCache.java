package dev.preceptor.vqa.judge;

import java.util.Optional;

/** A cache of a judge's verdicts by statement. */
public interface VerdictCache {

  /** A cache that stores nothing. */
  VerdictCache NONE =
      new VerdictCache() {
        @Override
        public Optional<JudgedStatement> find(String statement) {
          return Optional.empty();
        }

        @Override
        public void remember(String statement, JudgedStatement verdict) {}
      };

  /** The verdict that the judge gave earlier on the same statement. */
  Optional<JudgedStatement> find(String statement);

  /** Stores a verdict. Failures are never stored, because they may be temporary. */
  void remember(String statement, JudgedStatement verdict);
}
