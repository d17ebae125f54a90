package dev.preceptor.vqa.phantom;

import java.util.ArrayList;
import java.util.List;

/**
 * A coherent statement before it is worded, from which a corruption can be made.
 *
 * @param lexicon the words for statements of its split (training or held out)
 */
record Draft(Family family, Reading reading, AnsweringStyle style, Lexicon lexicon) {

  /** Words a reading in this draft's style. */
  String worded(Reading other) {
    return style.worded(other);
  }

  /** Words a reading, with its {@linkplain Reading#lookedUp looked-up letters} as the reason. */
  ExplainedStatement explained(Reading other) {
    return new ExplainedStatement(worded(other), other.lookedUp());
  }

  /** The words of the coherent text with their punctuation, as a new mutable list. */
  List<String> words() {
    return new ArrayList<>(List.of(worded(reading).split(" ")));
  }
}
