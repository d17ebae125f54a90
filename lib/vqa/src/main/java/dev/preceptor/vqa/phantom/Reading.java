package dev.preceptor.vqa.phantom;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of a thinking text before it is worded: the choices with their letters, and the
 * finding. A reading made by {@link #of} is correct; a {@link Corruption} may change it.
 *
 * @param subject the subject of the question, such as {@code Lesion}
 * @param listed the choices in the order in which they are listed
 * @param seen the finding: the choice that the image shows
 */
record Reading(String subject, List<Choice> listed, Choice seen) {

  /** A choice's text and its letter. */
  record Choice(String answer, char letter) {
    @Override
    public String toString() {
      return answer + " " + letter;
    }
  }

  Reading {
    listed = List.copyOf(listed);
  }

  /** The correct reading of a question; the choices are listed in the family's order. */
  static Reading of(Family family, int truth, List<String> choices) {
    List<Choice> listed =
        family.answers().stream()
            .filter(choices::contains)
            .map(answer -> choice(answer, choices))
            .toList();
    return new Reading(family.subject(), listed, choice(family.answers().get(truth), choices));
  }

  private static Choice choice(String answer, List<String> choices) {
    return new Choice(answer, (char) ('A' + choices.indexOf(answer)));
  }

  /** The first choice that is not the finding. */
  Choice rejected() {
    return listed.stream().filter(choice -> !choice.equals(seen)).findFirst().orElseThrow();
  }

  /**
   * The letter listed with the finding, the letter stated for it, and the choices in alphabetical
   * order: {@code C B bilateral B left C midline D right A}. To produce this, a model has to look
   * up each letter by its choice wherever it is listed, which teaches it look-ups.
   */
  String lookedUp() {
    String right =
        listed.stream()
            .filter(choice -> choice.answer().equals(seen.answer()))
            .map(choice -> String.valueOf(choice.letter()))
            .findFirst()
            .orElse("none");
    return Stream.concat(
            Stream.of(right, String.valueOf(seen.letter())),
            listed.stream().sorted(Comparator.comparing(Choice::answer)).map(Choice::toString))
        .collect(Collectors.joining(" "));
  }

  Reading withSubject(String other) {
    return new Reading(other, listed, seen);
  }

  Reading withListed(List<Choice> other) {
    return new Reading(subject, other, seen);
  }

  Reading withSeen(Choice other) {
    return new Reading(subject, listed, other);
  }
}
