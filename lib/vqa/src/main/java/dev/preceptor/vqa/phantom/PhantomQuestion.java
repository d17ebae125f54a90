package dev.preceptor.vqa.phantom;

import java.util.List;

/** One row of the CSV file, without its image. */
record PhantomQuestion(
    Family family, int truth, String question, List<String> choices, char answer, String response) {

  String answerText() {
    return family.answers().get(truth);
  }
}
