package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StratifiedChoiceTest {

  private static List<Question> questions(String letters) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      questions.add(
          new Question(
              i + 1,
              "q",
              List.of("a", "b", "c", "d"),
              letters.charAt(i),
              Path.of("i.png"),
              Optional.empty()));
    }
    return questions;
  }

  private static long count(List<Question> questions, char letter) {
    return questions.stream().filter(question -> question.answer() == letter).count();
  }

  @Property(tries = 200)
  void everyLetterKeepsItsShareToWithinOneQuestion(
      @ForAll @IntRange(min = 1, max = 60) int limit, @ForAll long seed, @ForAll long data) {
    StringBuilder letters = new StringBuilder();
    new Random(data).ints(60, 0, 10).forEach(i -> letters.append("AAAABBBCCD".charAt(i)));
    List<Question> all = questions(letters.toString());
    List<Question> chosen = new StratifiedChoice(limit, seed).of(all);
    assertThat(chosen).hasSize(limit).isSubsetOf(all);
    assertThat(chosen).extracting(Question::row).isSorted();
    for (char letter = 'A'; letter <= 'D'; letter++) {
      assertThat((double) count(chosen, letter))
          .isBetween(limit * count(all, letter) / 60.0 - 1, limit * count(all, letter) / 60.0 + 1);
    }
  }

  /** What a row is chosen by does not depend on the other rows, so a rejected one moves few. */
  @Test
  void theChoiceFollowsFromTheSeedAndTheRowsAlone() {
    List<Question> all = questions("ABCD".repeat(100));
    List<Question> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(1));
    StratifiedChoice choice = new StratifiedChoice(40, 7);
    assertThat(new HashSet<>(choice.of(shuffled))).isEqualTo(new HashSet<>(choice.of(all)));
    assertThat(new StratifiedChoice(80, 7).of(all)).containsAll(choice.of(all));
    assertThat(new StratifiedChoice(40, 8).of(all)).isNotEqualTo(choice.of(all));
    assertThat(new StratifiedChoice(400, 7).of(all)).isEqualTo(all);
  }

  /** Recorded from the first implementation: other versions and machines must choose the same. */
  @Test
  void theRowsOfASeedStayTheSame() {
    assertThat(new StratifiedChoice(8, 42).of(questions("ABCD".repeat(10))))
        .extracting(Question::row)
        .containsExactly(3L, 5L, 10L, 14L, 17L, 31L, 32L, 36L);
    assertThat(RowsHash.of(LongStream.of(3, 1, 20)))
        .isEqualTo("f3a883f7d45e2fee0de09b1b64e76f35e95fd60d6aadfbe92ebacb89cfa5d61b");
  }
}
