package dev.preceptor.vqa.grading;

import dev.preceptor.vqa.grading.AnswerReading.Check;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Whether a response's final answer is correct, by symbolic and string-based checks. The first
 * check that matches any option decides; an answer that a check matches to several options is
 * wrong:
 *
 * <ol>
 *   <li>{@code letter}, {@code text}: as {@link AnswerReading} reads it.
 *   <li>{@code normalised text}: case, punctuation, plural, accents ({@link AnswerText}).
 *   <li>{@code quantity}: numbers with units ({@link Quantity}): 3.5 cm is 35 mm, 50 % is 0.5.
 *   <li>{@code list}: the same items in any order, each by the checks above.
 * </ol>
 *
 * <p>A letter followed by a text that any of these checks matches to another option is a
 * contradiction and wrong.
 *
 * @param correct whether the answer is correct
 * @param check the check that decided
 * @param why the reason, as a short phrase
 */
record CorrectAnswer(boolean correct, String check, String why) {

  /** A check: its name, and the form in which it compares texts. */
  private record Form(String name, Function<String, Optional<String>> of) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("normalised text", AnswerText::normalised),
          new Form("quantity", text -> Quantity.parse(text).map(Quantity::key)),
          new Form("list", AnswerList::key));

  /** The options that an answer is equal to, and the check that found them. */
  private record Match(String check, SortedSet<Character> letters) {}

  static CorrectAnswer of(Graded graded) {
    AnswerReading reading = AnswerReading.of(graded.response(), graded.choices());
    if (reading.check() == Check.TAG || reading.check() == Check.CONTRADICTION) {
      return new CorrectAnswer(false, reading.check().label(), reading.why());
    }
    if (reading.letter().isPresent()) {
      return read(graded, reading);
    }
    String written = AnswerTag.of(graded.response()).written();
    return match(written, graded.choices())
        .or(() -> match(AnswerWrapping.innermost(ChoiceText.clean(written)), graded.choices()))
        .map(match -> matched(match, graded.answer()))
        .orElseGet(() -> new CorrectAnswer(false, reading.check().label(), reading.why()));
  }

  private static CorrectAnswer read(Graded graded, AnswerReading reading) {
    char letter = reading.letter().get();
    String check = reading.check().label();
    if (reading.check() == Check.LETTER) {
      Optional<Match> other =
          match(reading.rest(), graded.choices())
              .filter(match -> !match.letters().contains(letter));
      if (other.isPresent()) {
        return new CorrectAnswer(
            false,
            Check.CONTRADICTION.label(),
            "letter %s contradicts its text, which is %s's by %s"
                .formatted(letter, join(other.get().letters()), other.get().check()));
      }
    }
    return letter == graded.answer()
        ? new CorrectAnswer(true, check, reading.why() + ", correct")
        : new CorrectAnswer(
            false, check, reading.why() + "; the correct answer is " + graded.answer());
  }

  private static Optional<Match> match(String text, List<String> choices) {
    for (Form form : FORMS) {
      Optional<String> wanted = form.of().apply(text);
      if (wanted.isEmpty()) {
        continue;
      }
      SortedSet<Character> letters = new TreeSet<>();
      for (int i = 0; i < choices.size(); i++) {
        if (form.of().apply(choices.get(i)).equals(wanted)) {
          letters.add((char) ('A' + i));
        }
      }
      if (!letters.isEmpty()) {
        return Optional.of(new Match(form.name(), letters));
      }
    }
    return Optional.empty();
  }

  private static CorrectAnswer matched(Match match, char right) {
    boolean correct = match.letters().size() == 1 && match.letters().first() == right;
    String why =
        "equal to %s by %s%s"
            .formatted(
                join(match.letters()),
                match.check(),
                correct ? ", correct" : "; the correct answer is " + right);
    return new CorrectAnswer(correct, match.check(), why);
  }

  private static String join(SortedSet<Character> letters) {
    return String.join(" and ", letters.stream().map(String::valueOf).toList());
  }
}
