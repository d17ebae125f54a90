package dev.preceptor.vqa.judge;

import java.util.List;

/** Whoever can say whether a statement is medically coherent. For one thread. */
public interface StatementJudge extends AutoCloseable {

  /**
   * Judges statements together.
   *
   * @return one word for each, in order; a failure is one too
   */
  List<JudgedStatement> judge(List<String> statements);

  /**
   * Whether it can be asked now, as far as is known. One that was away may be asked to find out,
   * but not about a statement.
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
