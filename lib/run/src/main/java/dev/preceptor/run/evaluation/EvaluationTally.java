package dev.preceptor.run.evaluation;

import dev.preceptor.schemas.EvaluationAnswer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Counts the answers of the newest version that has any, each question once. */
public final class EvaluationTally {

  private final Set<Long> rows = new HashSet<>();
  private RunningAccuracy now = new RunningAccuracy(-1, 0, 0, 0);

  /** Counts an answer, unless it is of an older version or to a question that was counted. */
  public void enter(EvaluationAnswer answer) {
    if (answer.getPolicyVersion() > now.policyVersion()) {
      now = new RunningAccuracy(answer.getPolicyVersion(), 0, 0, answer.getQuestions());
      rows.clear();
    }
    if (answer.getPolicyVersion() == now.policyVersion() && rows.add(answer.getRow())) {
      now = now.and(answer.getCorrect());
    }
  }

  /** What it comes to; nothing without an answer. */
  public Optional<RunningAccuracy> now() {
    return rows.isEmpty() ? Optional.empty() : Optional.of(now);
  }
}
