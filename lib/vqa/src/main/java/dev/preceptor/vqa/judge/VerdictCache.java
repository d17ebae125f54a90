package dev.preceptor.vqa.judge;

import java.util.Optional;

/** What a judge has said of statements before. */
public interface VerdictCache {

  /** Remembers nothing. */
  VerdictCache NONE =
      new VerdictCache() {
        @Override
        public Optional<JudgedStatement> find(String statement) {
          return Optional.empty();
        }

        @Override
        public void remember(String statement, JudgedStatement verdict) {}
      };

  /** A verdict that the judge gave on the same statement. */
  Optional<JudgedStatement> find(String statement);

  /** Keeps a verdict. Failures are never given to it: they may pass. */
  void remember(String statement, JudgedStatement verdict);
}
