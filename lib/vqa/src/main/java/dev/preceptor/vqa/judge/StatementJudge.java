package dev.preceptor.vqa.judge;

import java.util.List;

/** Judges whether statements are medically coherent. Not thread-safe. */
public interface StatementJudge extends AutoCloseable {

  /**
   * Judges statements together.
   *
   * @return one verdict or failure per statement, in order
   */
  List<JudgedStatement> judge(List<String> statements);

  /**
   * Whether the judge is available, as far as is known. For a judge that was unavailable, this may
   * send a probe request, but never about one of the statements.
   */
  default boolean isThere() {
    return true;
  }

  /** Judges one statement. */
  default JudgedStatement judge(String statement) {
    return judge(List.of(statement)).get(0);
  }

  @Override
  default void close() {}
}
