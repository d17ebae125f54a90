package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import java.util.List;

/** A policy that answers questions. */
@FunctionalInterface
public interface Answerer {

  /** Answers several questions, decoded together; one answer per question, in order. */
  List<Answer> answer(List<Question> questions);
}
