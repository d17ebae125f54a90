package dev.preceptor.vqa.phantom;

import java.util.ArrayList;
import java.util.List;

/** How a reading is worded: one sentence goes through the choices, one concludes. */
record AnsweringStyle(Survey survey, Conclusion conclusion) {

  /** The embedded policy's. */
  static final AnsweringStyle CAREFUL = new AnsweringStyle(Survey.CHOICES, Conclusion.SUBJECT);

  /** Pairs that no training statement has, though it has each of their sentences. */
  static final List<AnsweringStyle> HELD_OUT =
      List.of(
          new AnsweringStyle(Survey.SENTENCE, Conclusion.BECAUSE),
          new AnsweringStyle(Survey.LETTERS, Conclusion.SO),
          new AnsweringStyle(Survey.OPTIONS, Conclusion.NOT));

  /** Pairs that training statements have. */
  static final List<AnsweringStyle> TAUGHT = taught();

  private static List<AnsweringStyle> taught() {
    List<AnsweringStyle> all = new ArrayList<>();
    for (Survey survey : Survey.values()) {
      for (Conclusion conclusion : Conclusion.values()) {
        all.add(new AnsweringStyle(survey, conclusion));
      }
    }
    all.removeAll(HELD_OUT);
    return List.copyOf(all);
  }

  String worded(Reading reading) {
    return survey.of(reading.listed()) + " " + conclusion.of(reading);
  }
}
