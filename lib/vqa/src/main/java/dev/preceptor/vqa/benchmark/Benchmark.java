package dev.preceptor.vqa.benchmark;

import dev.preceptor.vqa.Question;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of questions that policies are evaluated on. Which of them are decoded together is a
 * property of the set, because floating-point sums depend on the batch that they are computed in.
 *
 * @param questions the questions, at least one
 * @param batchSize number of questions decoded together
 */
public record Benchmark(List<Question> questions, int batchSize) {

  private static final double NANOS = 1e9;

  public Benchmark {
    questions = List.copyOf(questions);
    if (questions.isEmpty()) {
      throw new IllegalArgumentException("a benchmark needs at least one question");
    }
  }

  /** How many batches there are. */
  public int batches() {
    return (questions.size() + batchSize - 1) / batchSize;
  }

  /** The questions of a batch, in the order of the file. */
  public List<Question> batch(int index) {
    int from = index * batchSize;
    return questions.subList(from, Math.min(from + batchSize, questions.size()));
  }

  /** Lets a policy answer every question, and scores the answers. */
  public BenchmarkReport run(Answerer policy, AnswerScoring scoring) {
    List<QuestionScore> scores = new ArrayList<>();
    for (int index = 0; index < batches(); index++) {
      scores.addAll(run(batch(index), policy, scoring));
    }
    return BenchmarkReport.of(scores);
  }

  /** Lets a policy answer the questions of a batch, and scores the answers. */
  public static List<QuestionScore> run(
      List<Question> batch, Answerer policy, AnswerScoring scoring) {
    long start = System.nanoTime();
    List<Answer> answers = policy.answer(batch);
    return scoring.score(batch, answers, (System.nanoTime() - start) / NANOS);
  }
}
