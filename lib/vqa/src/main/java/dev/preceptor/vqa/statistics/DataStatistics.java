package dev.preceptor.vqa.statistics;

import dev.preceptor.models.image.ImageSize;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.grading.ChoiceText;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Counts of a file of questions.
 *
 * @param questions number of questions
 * @param images number of different image files
 * @param letters how often each letter is the right one
 * @param constantLetter the accuracy of always answering the most common one
 * @param longestChoice the accuracy of always answering the longest choice, the first of several
 * @param repeated questions that stand before them in the file, with the same image file
 * @param width of the images as stored, pixels
 * @param height of the images as stored, pixels
 */
public record DataStatistics(
    int questions,
    int images,
    Map<Character, Integer> letters,
    double constantLetter,
    double longestChoice,
    int repeated,
    Quantiles width,
    Quantiles height) {

  /**
   * Counts.
   *
   * @param questions at least one
   * @param sizes of their images
   */
  public static DataStatistics of(List<Question> questions, Function<Question, ImageSize> sizes) {
    Map<Character, Integer> letters = new TreeMap<>();
    Map<Path, ImageSize> images = new TreeMap<>();
    Set<List<Object>> seen = new HashSet<>();
    int repeated = 0;
    int longest = 0;
    for (Question question : questions) {
      letters.merge(question.answer(), 1, Integer::sum);
      images.computeIfAbsent(question.image(), image -> sizes.apply(question));
      repeated += seen.add(List.of(question.image(), asked(question))) ? 0 : 1;
      longest += question.answer() == longestChoice(question) ? 1 : 0;
    }
    int most = letters.values().stream().max(Comparator.naturalOrder()).orElseThrow();
    return new DataStatistics(
        questions.size(),
        images.size(),
        letters,
        (double) most / questions.size(),
        (double) longest / questions.size(),
        repeated,
        Quantiles.of(images.values().stream().mapToLong(ImageSize::width)),
        Quantiles.of(images.values().stream().mapToLong(ImageSize::height)));
  }

  /** A question's text as it is compared with others. */
  static String asked(Question question) {
    return ChoiceText.canonical(question.question());
  }

  private static char longestChoice(Question question) {
    int longest = 0;
    for (int i = 1; i < question.choices().size(); i++) {
      longest =
          question.choices().get(i).length() > question.choices().get(longest).length()
              ? i
              : longest;
    }
    return (char) ('A' + longest);
  }
}
