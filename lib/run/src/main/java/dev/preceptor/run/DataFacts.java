package dev.preceptor.run;

import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run has to know of a file of questions.
 *
 * @param csv the file
 * @param questions that can be asked
 * @param rejected rows that are left out, with the reasons
 * @param imageBytes mean size of a image's file
 */
public record DataFacts(Path csv, int questions, List<Rejected> rejected, long imageBytes) {

  private static final int SAMPLED_IMAGES = 100;

  /**
   * Reads the file.
   *
   * @throws dev.preceptor.models.InputException if no question can be asked
   */
  public static DataFacts of(String key, Path csv, Path images) {
    var read = PmcVqa.read(csv, images);
    List<Question> questions = read.requireQuestions(key + " " + csv);
    return new DataFacts(csv, questions.size(), read.rejected(), meanImageBytes(questions));
  }

  /** For people: how many questions there are, and how many rows were left out. */
  public String text() {
    var text = "%s: %,d questions".formatted(csv.getFileName(), questions);
    if (rejected.isEmpty()) {
      return text;
    }
    var first = rejected.get(0);
    return "%s; %,d rows left out, the first is row %d: %s (preceptor data check tells all)"
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
