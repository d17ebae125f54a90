package dev.preceptor.vqa.judge;

import java.util.List;

/** A statement as it can stand in the prompt of the paper's Fig. 1. */
final class QuotedStatement {

  private static final QuotedText FRAME = new QuotedText(List.of("answer", "given statement"));

  private QuotedStatement() {}

  static String of(String statement) {
    return FRAME.of(statement);
  }
}
