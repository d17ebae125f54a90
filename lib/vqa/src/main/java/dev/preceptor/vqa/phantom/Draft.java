package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A coherent statement before it is worded, from which a corruption can be made.
 *
 * @param lexicon the words for statements of its split (training or held out)
 * @param seconds what it looks at again afterwards, if it is {@link ResponseStyle#ELABORATE}
 */
record Draft(
    Family family,
    Reading reading,
    AnsweringStyle style,
    Lexicon lexicon,
    Optional<SecondThoughts> seconds) {

  /** Words a reading in this draft's style. */
  String worded(Reading other) {
    return style.worded(other) + seconds.map(thoughts -> " " + thoughts.worded(other)).orElse("");
  }

  /** Words this draft's reading with other second thoughts, of which one sees {@code wrong}. */
  ExplainedStatement explained(SecondThoughts other, Reading.Choice wrong) {
    return new ExplainedStatement(
        style.worded(reading) + " " + other.worded(reading), reading.withSeen(wrong).lookedUp());
  }

  /** Words a reading, with its {@linkplain Reading#lookedUp looked-up letters} as the reason. */
  ExplainedStatement explained(Reading other) {
    return new ExplainedStatement(worded(other), other.lookedUp());
  }

  /** A thinking text about the same question in another style. */
  Thought thought(ResponseStyle other, SplitMix random) {
    List<String> choices =
        reading.listed().stream()
            .sorted(Comparator.comparing(Reading.Choice::letter))
            .map(Reading.Choice::answer)
            .toList();
    return other.think(family, family.answers().indexOf(reading.seen().answer()), choices, random);
  }

  /** The words of the coherent text with their punctuation, as a new mutable list. */
  List<String> words() {
    return new ArrayList<>(List.of(worded(reading).split(" ")));
  }
}
