package dev.preceptor.run;

import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The facts of a question file that a run needs.
 *
 * @param csv the file
 * @param questions number of usable questions
 * @param rejected rejected rows, with the reasons
 * @param imageBytes mean size of an image file
 */
public record DataFacts(Path csv, int questions, List<Rejected> rejected, long imageBytes) {

  private static final int SAMPLED_IMAGES = 100;

  /**
   * The facts of a file that was read.
   *
   * @throws dev.preceptor.models.InputException if no row can be used
   */
  public static DataFacts of(String key, Path csv, PmcVqa read) {
    List<Question> questions = read.requireQuestions(key + " " + csv);
    return new DataFacts(csv, questions.size(), read.rejected(), meanImageBytes(questions));
  }

  /** A message with the number of questions and of rejected rows. */
  public String text() {
    var text = "%s: %,d questions".formatted(csv.getFileName(), questions);
    if (rejected.isEmpty()) {
      return text;
    }
    var first = rejected.get(0);
    return "%s; %,d rows rejected, first row %d: %s (preceptor data check lists them all)"
        .formatted(text, rejected.size(), first.row(), first.reason());
  }

  private static long meanImageBytes(List<Question> questions) {
    return (long)
        questions.stream()
            .limit(SAMPLED_IMAGES)
            .mapToLong(question -> size(question.image()))
            .average()
            .orElse(0);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
