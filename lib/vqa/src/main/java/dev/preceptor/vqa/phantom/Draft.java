package dev.preceptor.vqa.phantom;

import java.util.ArrayList;
import java.util.List;

/**
 * A coherent statement and what a corruption may use of it.
 *
 * @param lexicon the words of its split
 */
record Draft(Family family, Reading reading, AnsweringStyle manner, Lexicon lexicon) {

  /** A reading in this draft's manner. */
  String worded(Reading other) {
    return manner.worded(other);
  }

  /** The same, with what can be looked up in it as its reason. */
  Said said(Reading other) {
    return new Said(worded(other), other.lookedUp());
  }

  /** The coherent text's words with the punctuation at them; may be changed. */
  List<String> words() {
    return new ArrayList<>(List.of(worded(reading).split(" ")));
  }
}
