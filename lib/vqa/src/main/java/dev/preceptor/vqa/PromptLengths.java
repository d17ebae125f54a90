package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.ImageSize;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How long the prompts of questions are, measured as services make them: the text is tokenized, and
 * an image counts the tokens of its size once resized. No image is decoded.
 *
 * @param questions number of questions of which a prompt can be made
 * @param limit how long a prompt may be
 * @param tooLong number of prompts that are longer
 * @param shortest tokens of the shortest prompt
 * @param longest tokens of the longest prompt
 * @param longestRow its row in the file
 * @param fittingPixels to how many pixels images would have to be scaled down so that the longest
 *     prompt fits; 0 if its text alone is too long, or its image is that small already
 */
public record PromptLengths(
    int questions,
    PromptLimit limit,
    int tooLong,
    int shortest,
    int longest,
    long longestRow,
    long fittingPixels) {

  /** Questions whose text is rendered twice to see what the chat template does to it. */
  private static final int PROBES = 4;

  private static final String PROBE = "question 7f3a";

  /**
   * A question's prompt.
   *
   * @param refusal why the model must not be asked; empty if it may be
   * @param problem why no prompt can be made of it; empty if one can
   */
  private record Length(
      Question question,
      int tokens,
      int imageTokens,
      Optional<String> refusal,
      Optional<String> problem) {}

  /**
   * Measures prompts, with all cores.
   *
   * @param file what their file is for and where it lies
   * @param questions at least one
   * @param sizes the sizes of their images, as stored
   * @param measured is told, by any thread, how many have been measured
   * @throws InputException if a question must not be put to the model, or a prompt can be made of
   *     none
   */
  public static PromptLengths of(
      String file,
      List<Question> questions,
      Function<Question, ImageSize> sizes,
      QuestionPrompts prompts,
      PromptLimit limit,
      IntConsumer measured) {
    Function<Question, String> text = texts(questions, prompts);
    AtomicInteger done = new AtomicInteger();
    List<Length> all =
        IntStream.range(0, questions.size())
            .parallel()
            .mapToObj(
                i -> {
                  Question question = questions.get(i);
                  Length length = length(question, text, sizes.apply(question), prompts);
                  measured.accept(done.incrementAndGet());
                  return length;
                })
            .toList();
    requireAccepted(file, all);
    List<Length> lengths = all.stream().filter(length -> length.problem.isEmpty()).toList();
    if (lengths.isEmpty()) {
      throw unusable(file, all.get(0).question, all.get(0).problem.orElseThrow(), 1);
    }
    Length longest = lengths.get(0);
    int shortest = Integer.MAX_VALUE;
    int tooLong = 0;
    for (Length length : lengths) {
      longest = length.tokens > longest.tokens ? length : longest;
      shortest = Math.min(shortest, length.tokens);
      tooLong += length.tokens > limit.tokens() ? 1 : 0;
    }
    return new PromptLengths(
        lengths.size(),
        limit,
        tooLong,
        shortest,
        longest.tokens,
        longest.question.row(),
        fittingPixels(longest, limit, prompts));
  }

  /** A refused question would end the run at the step that asks it. */
  private static void requireAccepted(String file, List<Length> all) {
    List<Length> refused = all.stream().filter(length -> length.refusal.isPresent()).toList();
    if (!refused.isEmpty()) {
      Length first = refused.get(0);
      throw unusable(file, first.question, first.refusal.orElseThrow(), refused.size());
    }
  }

  private static InputException unusable(String file, Question first, String why, int rows) {
    String more = rows == 1 ? "" : " (%,d rows have one)".formatted(rows);
    return new InputException("%s, row %d: %s%s".formatted(file, first.row(), why, more));
  }

  private static Length length(
      Question question, Function<Question, String> text, ImageSize size, QuestionPrompts prompts) {
    Optional<String> refusal = prompts.refusal(question);
    if (refusal.isPresent()) {
      return new Length(question, 0, 0, refusal, Optional.empty());
    }
    try {
      int whole = prompts.tokens(text.apply(question), size);
      return new Length(
          question, whole, prompts.imageTokens(size), Optional.empty(), Optional.empty());
    } catch (InputException e) {
      // its group fails and says so
      return new Length(question, 0, 0, Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  private static long fittingPixels(Length longest, PromptLimit limit, QuestionPrompts prompts) {
    int room = limit.tokens() - (longest.tokens - longest.imageTokens);
    return room < longest.imageTokens ? prompts.images().pixels(room) : 0;
  }

  /**
   * A chat template takes as long as thousands of tokens. One that only puts the same texts before
   * and after each question is rendered a few times, to see that it does.
   */
  private static Function<Question, String> texts(
      List<Question> questions, QuestionPrompts prompts) {
    return frame(prompts)
        .<Function<Question, String>>map(
            frame -> question -> frame.apply(prompts.template().render(question)))
        .filter(
            framed ->
                questions.stream()
                    .filter(question -> prompts.refusal(question).isEmpty())
                    .limit(PROBES)
                    .allMatch(question -> framed.apply(question).equals(prompts.text(question))))
        .orElse(prompts::text);
  }

  private static Optional<UnaryOperator<String>> frame(QuestionPrompts prompts) {
    String[] around = prompts.text(PROBE).split(PROBE, -1);
    return around.length == 2
        ? Optional.of(rendered -> around[0] + rendered + around[1])
        : Optional.empty();
  }

  /**
   * Refuses questions of which none fits.
   *
   * @param file what their file is for and where it lies
   * @throws InputException if every prompt is longer than the limit
   */
  public void requireSome(String file) {
    if (tooLong == questions) {
      throw new InputException(
          "%s: none of its %d prompts fits %s: the shortest has %d tokens, the longest %d (row %d); %s"
              .formatted(file, questions, limit.name(), shortest, longest, longestRow, fix()));
    }
  }

  /** A message about the prompts that do not fit; empty if all do. */
  public Optional<String> warning() {
    return tooLong == 0
        ? Optional.empty()
        : Optional.of(
            "%,d of %,d prompts are longer than %s, the longest has %d tokens (row %d); %s"
                .formatted(tooLong, questions, limit.name(), longest, longestRow, fix()));
  }

  private String fix() {
    String raise = limit.fix().formatted(longest);
    return fittingPixels == 0
        ? raise
        : "%s, or lower max_pixels to %d".formatted(raise, fittingPixels);
  }
}
