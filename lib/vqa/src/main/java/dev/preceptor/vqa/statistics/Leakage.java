package dev.preceptor.vqa.statistics;

import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How many questions of one file can be known from another, such as test questions from those that
 * were trained on. Images are the same if their files have the same content, whatever their names.
 *
 * @param sameImage questions whose image the other file has too
 * @param sameQuestion questions whose text the other file has too
 * @param sameBoth questions whose text the other file asks about the same image
 */
public record Leakage(int sameImage, int sameQuestion, int sameBoth) {

  /**
   * Counts.
   *
   * @param contentHash the hash of a file's content; asked once for each image
   */
  public static Leakage of(
      List<Question> questions, List<Question> other, Function<Path, String> contentHash) {
    Map<Path, String> hashes = new HashMap<>();
    Set<String> images = new HashSet<>();
    Set<String> asked = new HashSet<>();
    Set<List<String>> both = new HashSet<>();
    for (Question question : other) {
      String image = hashes.computeIfAbsent(question.image(), contentHash);
      images.add(image);
      asked.add(DataStatistics.asked(question));
      both.add(List.of(image, DataStatistics.asked(question)));
    }
    int sameImage = 0;
    int sameQuestion = 0;
    int sameBoth = 0;
    for (Question question : questions) {
      String image = hashes.computeIfAbsent(question.image(), contentHash);
      String text = DataStatistics.asked(question);
      sameImage += images.contains(image) ? 1 : 0;
      sameQuestion += asked.contains(text) ? 1 : 0;
      sameBoth += both.contains(List.of(image, text)) ? 1 : 0;
    }
    return new Leakage(sameImage, sameQuestion, sameBoth);
  }
}
