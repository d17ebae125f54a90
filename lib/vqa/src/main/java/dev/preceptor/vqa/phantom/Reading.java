package dev.preceptor.vqa.phantom;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a thinking text says, before it is worded: the choices with their letters, and what is seen.
 * It is right as {@link #of} makes it; a {@link Corruption} may make it wrong.
 *
 * @param subject what is asked about, such as {@code Lesion}
 * @param listed the choices in the order in which they are gone through
 * @param seen what the image shows
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

  /** The reading of a question by who looks; choices are gone through in the family's order. */
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

  /** The first choice that is not what is seen. */
  Choice rejected() {
    return listed.stream().filter(choice -> !choice.equals(seen)).findFirst().orElseThrow();
  }

  /**
   * The letter that is listed with what is seen, the letter that is said to be its, and the choices
   * in alphabetical order: {@code C B bilateral B left C midline D right A}. To say this a reader
   * has to look up each letter by its choice, wherever that stands, which teaches it to look.
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
