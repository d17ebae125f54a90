package dev.preceptor.vqa.phantom;

import java.util.ArrayList;
import java.util.List;

/** The wording of a reading: one sentence that lists the choices and one that concludes. */
record AnsweringStyle(ChoiceListing listing, Conclusion conclusion) {

  /** The style of the embedded policy. */
  static final AnsweringStyle CAREFUL =
      new AnsweringStyle(ChoiceListing.CHOICES, Conclusion.SUBJECT);

  /**
   * Combinations that no training statement uses, although each of their sentences occurs in
   * training.
   */
  static final List<AnsweringStyle> HELD_OUT =
      List.of(
          new AnsweringStyle(ChoiceListing.SENTENCE, Conclusion.BECAUSE),
          new AnsweringStyle(ChoiceListing.LETTERS, Conclusion.SO),
          new AnsweringStyle(ChoiceListing.OPTIONS, Conclusion.NOT));

  /** Combinations that training statements use. */
  static final List<AnsweringStyle> TAUGHT = taught();

  private static List<AnsweringStyle> taught() {
    List<AnsweringStyle> all = new ArrayList<>();
    for (ChoiceListing listing : ChoiceListing.values()) {
      for (Conclusion conclusion : Conclusion.values()) {
        all.add(new AnsweringStyle(listing, conclusion));
      }
    }
    all.removeAll(HELD_OUT);
    return List.copyOf(all);
  }

  String worded(Reading reading) {
    return listing.of(reading.listed()) + " " + conclusion.of(reading);
  }
}
