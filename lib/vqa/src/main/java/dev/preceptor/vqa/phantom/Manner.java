package dev.preceptor.vqa.phantom;

import java.util.ArrayList;
import java.util.List;

/** How a reading is worded: one sentence goes through the choices, one concludes. */
record Manner(Survey survey, Conclusion conclusion) {

  /** The embedded policy's. */
  static final Manner CAREFUL = new Manner(Survey.CHOICES, Conclusion.SUBJECT);

  /** Pairs that no training statement has, though it has each of their sentences. */
  static final List<Manner> HELD_OUT =
      List.of(
          new Manner(Survey.SENTENCE, Conclusion.BECAUSE),
          new Manner(Survey.LETTERS, Conclusion.SO),
          new Manner(Survey.OPTIONS, Conclusion.NOT));

  /** Pairs that training statements have. */
  static final List<Manner> TAUGHT = taught();

  private static List<Manner> taught() {
    List<Manner> all = new ArrayList<>();
    for (Survey survey : Survey.values()) {
      for (Conclusion conclusion : Conclusion.values()) {
        all.add(new Manner(survey, conclusion));
      }
    }
    all.removeAll(HELD_OUT);
    return List.copyOf(all);
  }

  String worded(Reading reading) {
    return survey.of(reading.listed()) + " " + conclusion.of(reading);
  }
}
