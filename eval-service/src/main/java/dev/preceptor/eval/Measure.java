package dev.preceptor.eval;

import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.benchmark.Benchmark;
import dev.preceptor.vqa.benchmark.QuestionScore;
import java.util.List;

/** Puts questions to a version of the policy. */
public interface Measure {

  /** The questions, and which are decoded together. */
  Benchmark benchmark();

  /** Asks the questions of a batch, and scores the answers. */
  List<QuestionScore> answer(AssembledPolicy policy, List<Question> batch);
}
