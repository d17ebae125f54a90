package dev.preceptor.vqa.phantom;

import java.util.ArrayList;
import java.util.List;

/**
 * What a thinking text says, before it is worded: the choices with their letters, and what is seen.
 * It is right as {@link #of} makes it; a {@link Corruption} may make it wrong.
 *
 * @param subject what is asked about, such as {@code Lesion}
 * @param listed the choices in the order in which they are gone through
 * @param seen what the picture shows
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
   * The choices from the last to the first: {@code bilateral B. midline D. right A. left C}. To say
   * this a reader has to look up each letter, which teaches it to look, as {@link
   * Family#carefulResponse} teaches the policy.
   */
  String restated() {
    List<String> backwards = new ArrayList<>();
    listed.forEach(choice -> backwards.add(0, choice.toString()));
    return String.join(". ", backwards);
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
