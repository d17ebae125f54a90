package dev.preceptor.eval;

import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answers that are on record, and the place where more are recorded. For one thread. */
public interface AnswerLog {

  /** The answers of a version's weights that are known to be on record, by row. */
  Map<Long, EvaluationAnswer> recorded(int version, String sha256);

  /** Records the answers of a batch, all of them or none. */
  void write(List<EvaluationAnswer> batch);

  /**
   * Waits until all questions of a version have been answered.
   *
   * @param questions how many there are
   * @return the answers by row; nothing if this service is being stopped
   */
  Optional<Map<Long, EvaluationAnswer>> awaitAll(int version, String sha256, int questions);

  /** Records the evaluation of a version, whose answers are needed no more. */
  void write(Evaluation evaluation);
}
