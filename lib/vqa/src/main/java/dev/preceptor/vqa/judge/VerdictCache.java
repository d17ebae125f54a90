package dev.preceptor.vqa.judge;

import java.util.Optional;

/** What a judge has said of statements before. */
public interface VerdictCache {

  /** Remembers nothing. */
  VerdictCache NONE =
      new VerdictCache() {
        @Override
        public Optional<Judged> find(String statement) {
          return Optional.empty();
        }

        @Override
        public void remember(String statement, Judged verdict) {}
      };

  /** A verdict that the judge gave on the same statement. */
  Optional<Judged> find(String statement);

  /** Keeps a verdict. Failures are never given to it: they may pass. */
  void remember(String statement, Judged verdict);
}
