package dev.preceptor.vqa.phantom;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Draws the phantom data set in PMC-VQA's first layout: {@code train.csv}, {@code test.csv} and
 * {@code images/}. In addition to PMC-VQA's columns there is {@code Response}, a demonstration for
 * supervised fine-tuning. Every question has its own image.
 */
public final class Phantom {
  private static final String HEADER =
      "Figure_path,Question,Answer,Choice A,Choice B,Choice C,Choice D,Answer_label,Response\n";

  private Phantom() {}

  /**
   * Writes the data set; existing files in the folder are replaced.
   *
   * @throws InputException if the folder cannot be written
   */
  public static PhantomCounts draw(PhantomSpec spec) {
    try {
      Files.createDirectories(spec.out().resolve("images"));
      Map<String, Integer> families = new TreeMap<>();
      write(spec, "train", 0, spec.train(), families);
      write(spec, "test", 1, spec.test(), families);
      return new PhantomCounts(spec.train(), spec.test(), spec.train() + spec.test(), families);
    } catch (IOException e) {
      throw new InputException(
          "phantom, out: " + spec.out() + " cannot be written (" + e + "); choose another folder");
    }
  }

  /**
   * The first questions of a split, without their images, which are not drawn.
   *
   * @param test whether of the test split
   * @param limit how many at most
   */
  public static List<Question> questions(PhantomSpec spec, boolean test, int limit) {
    int count = test ? spec.test() : spec.train();
    QuestionMaker maker = new QuestionMaker(spec, test ? 1 : 0, count);
    Path images = spec.out().resolve("images");
    return IntStream.range(0, Math.min(count, limit))
        .mapToObj(
            i -> {
              PhantomQuestion asked = maker.ask(i);
              return new Question(
                  i + 1L,
                  asked.question(),
                  asked.choices(),
                  asked.answer(),
                  images.resolve(figure(test ? "test" : "train", i)),
                  Optional.of(asked.response()));
            })
        .toList();
  }

  private static void write(
      PhantomSpec spec, String split, int number, int count, Map<String, Integer> families)
      throws IOException {
    QuestionMaker maker = new QuestionMaker(spec, number, count);
    Path images = spec.out().resolve("images");
    StringBuilder csv = new StringBuilder(HEADER);
    for (int i = 0; i < count; i++) {
      PhantomQuestion question = maker.ask(i);
      csv.append(row(figure(split, i), question));
      families.merge(question.family().label(), 1, Integer::sum);
    }
    Files.writeString(spec.out().resolve(split + ".csv"), csv);
    // Images take most of the time, and each has its own random stream, so they can be drawn in
    // parallel.
    inParallel(count, i -> Files.write(images.resolve(figure(split, i)), maker.image(i)));
  }

  /** Something that is done for each index below a number. */
  interface Write {
    void at(int index) throws IOException;
  }

  /**
   * Writes in parallel.
   *
   * @throws IOException the first failure, once no thread writes any more: whoever catches it may
   *     delete the folder
   */
  static void inParallel(int count, Write write) throws IOException {
    AtomicReference<IOException> failure = new AtomicReference<>();
    IntStream.range(0, count)
        .parallel()
        .filter(i -> failure.get() == null)
        .forEach(
            i -> {
              try {
                write.at(i);
              } catch (IOException e) {
                failure.compareAndSet(null, e);
              }
            });
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private static String figure(String split, int index) {
    return "%s_%06d.png".formatted(split, index);
  }

  private static String row(String figure, PhantomQuestion question) {
    List<String> choices = question.choices();
    List<String> fields =
        List.of(
            figure,
            question.question(),
            question.answerText(),
            "A:" + choices.get(0),
            "B:" + choices.get(1),
            "C:" + choices.get(2),
            "D:" + choices.get(3),
            String.valueOf(question.answer()),
            question.response());
    return String.join(",", fields.stream().map(Phantom::quoted).toList()) + "\n";
  }

  private static String quoted(String field) {
    return field.contains(",") || field.contains("\"")
        ? '"' + field.replace("\"", "\"\"") + '"'
        : field;
  }
}
