package dev.preceptor.history.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.runlog.Place;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationBookTest {

  private final EvaluationBook book = new EvaluationBook();
  private long offset;

  private Place next() {
    return new Place("r.answers", 0, offset++);
  }

  private void answer(int version, String sha256, long row, String content) {
    book.enter(new Entry.Answered(version, sha256, row, "graded", content, next()));
  }

  private void evaluation(int version, String sha256, Map<Long, String> texts) {
    evaluation(version, sha256, texts.keySet(), texts);
  }

  private void evaluation(int version, String sha256, Set<Long> rows, Map<Long, String> texts) {
    Map<Long, String> grades = new TreeMap<>();
    rows.forEach(row -> grades.put(row, "graded"));
    book.enter(new Entry.Evaluated(version, sha256, grades, texts, next()));
  }

  /** Steps 1 and 2 made the weights "one" and "two". */
  private List<String> violations() {
    var steps = new TreeMap<Integer, Entry.Stepped>();
    for (var made : Map.of(1, "one", 2, "two").entrySet()) {
      steps.put(
          made.getKey(),
          new Entry.Stepped(
              made.getKey(),
              made.getKey(),
              made.getValue(),
              List.of(),
              OptionalInt.empty(),
              new Place("r.training-steps", 0, made.getKey())));
    }
    var findings = new Findings();
    book.check(steps, findings);
    return findings.violations().stream()
        .map(violation -> violation.kind() + " " + violation.subject() + ": " + violation.what())
        .toList();
  }

  @Test
  void anEvaluationOfItsAnswersIsAccepted() {
    answer(1, "one", 3, "c");
    answer(1, "one", 7, "g");
    evaluation(1, "one", Map.of(3L, "c", 7L, "g"));
    answer(2, "two", 3, "under way");
    answer(2, "two", 3, "under way");
    evaluation(0, "base", Map.of(3L, "of an earlier version, without answers"));
    assertThat(violations()).isEmpty();
  }

  @Test
  void whatAnEvaluationDoesNotShareWithTheAnswersIsFound() {
    answer(1, "one", 3, "c");
    answer(1, "one", 5, "e");
    answer(1, "one", 3, "d");
    evaluation(1, "one", Map.of(3L, "x", 7L, "g"));
    assertThat(violations())
        .containsExactlyInAnyOrder(
            "MISSING evaluation of version 1: the answer to row 7 is not on record",
            "CONTRADICTED evaluation of version 1: has another answer to row 3 than is on record",
            "CONTRADICTED evaluation of version 1: leaves out the answer to row 5",
            "CONTRADICTED evaluation of version 1: row 3 is answered again with another content");
  }

  @Test
  void anEvaluationThatLeavesItsResponsesToTheAnswersIsOfTheirTexts() {
    answer(1, "one", 3, "c");
    evaluation(1, "one", Set.of(3L), Map.of());
    answer(2, "two", 3, "c");
    evaluation(2, "two", Set.of(3L, 7L), Map.of());
    assertThat(violations())
        .containsExactly("MISSING evaluation of version 2: the answer to row 7 is not on record");
    assertThat(book.text(0, 3, new TreeMap<>())).isEmpty();

    var base = new EvaluationBook();
    base.enter(new Entry.Answered(0, "base", 3, "graded", "c", next()));
    base.enter(new Entry.Evaluated(0, "base", Map.of(3L, "graded"), Map.of(), next()));
    assertThat(base.text(0, 3, new TreeMap<>())).contains("c");
    assertThat(base.text(0, 7, new TreeMap<>())).isEmpty();
  }

  @Test
  void anotherGradeThanTheAnswersIsFound() {
    answer(1, "one", 3, "c");
    book.enter(new Entry.Evaluated(1, "one", Map.of(3L, "graded better"), Map.of(3L, "c"), next()));
    assertThat(violations())
        .containsExactly(
            "CONTRADICTED evaluation of version 1: has another answer to row 3 than is on record");
  }

  @Test
  void recordsOfOtherWeightsAreNoneOfTheRuns() {
    answer(1, "one", 3, "c");
    evaluation(1, "one", Map.of(3L, "c"));
    answer(1, "forged", 3, "d");
    answer(1, "forged", 3, "e");
    evaluation(1, "forged", Map.of(9L, "d"));
    evaluation(3, "ahead", Map.of(9L, "d"));
    assertThat(violations()).isEmpty();
  }
}
