package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.grading.ChoiceText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The column indexes of a PMC-VQA file, found from its header; {@code -1} for a column it does not
 * have.
 */
record Columns(
    int count, int image, int question, int[] choices, int answerText, int label, int response) {

  private static final List<String> NEEDED =
      List.of("Figure_path", "Question", "Choice A", "Choice B", "Choice C", "Choice D", "Answer");

  /** The column that only layout 1 has. */
  private static final String LABEL = "Answer_label";

  static Columns of(Path csv, String[] header, String response) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < header.length; i++) {
      String name = ChoiceText.clean(header[i]);
      Integer other = places.put(name, i);
      boolean read = NEEDED.contains(name) || name.equals(LABEL) || name.equals(response);
      if (other != null && read) {
        throw new InputException("CSV " + csv + " has two columns " + name + "; rename one");
      }
    }
    List<String> missing = new ArrayList<>(NEEDED);
    missing.removeAll(places.keySet());
    if (!missing.isEmpty()) {
      throw new InputException(
          "CSV %s has no column %s, only %s; PMC-VQA's layouts have %s (layout 1 also %s)"
              .formatted(
                  csv,
                  String.join(", ", missing),
                  UnusableRow.quoted(String.join(", ", header)),
                  String.join(", ", NEEDED),
                  LABEL));
    }
    int[] choices = new int[Question.CHOICES];
    for (int i = 0; i < choices.length; i++) {
      choices[i] = places.get("Choice " + (char) ('A' + i));
    }
    boolean textAndLabel = places.containsKey(LABEL);
    return new Columns(
        header.length,
        places.get("Figure_path"),
        places.get("Question"),
        choices,
        textAndLabel ? places.get("Answer") : -1,
        textAndLabel ? places.get(LABEL) : places.get("Answer"),
        places.getOrDefault(response, -1));
  }
}
