package dev.preceptor.vqa.metric;

import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.judge.ContinuationScorer;
import dev.preceptor.vqa.judge.QuotedText;
import dev.preceptor.vqa.judge.ScoredContinuations;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Asks a language model for a number from 1 to 10. The paper does not give its prompt; this one is
 * ours. The number is the one that the model is most likely to write after the prompt. Where the
 * ten numbers together are less likely than anything else, it gives none.
 *
 * @param model scores the numbers
 * @param form the prompt, with {@code {question}}, {@code {answer}} and {@code {reasoning}} where
 *     they are to stand
 */
record Rating(ContinuationScorer model, String form) {

  /** The best rating. */
  static final int MOST = 10;

  /** The numbers as the model would write them. */
  private static final List<String> NUMBERS =
      IntStream.rangeClosed(1, MOST).mapToObj(number -> " " + number).toList();

  /** Less than this share for all ten numbers together is no answer. */
  private static final double READABLE = 0.5;

  private static final QuotedText QUOTED =
      new QuotedText(List.of("question", "reference answer", "reasoning", "rate", "rating"));

  private static final Pattern PLACE = Pattern.compile("\\{(question|answer|reasoning)}");

  /** Preceptor's own prompt. */
  static final String FORM =
      """
      You assess the reasoning of a student about a medical image.

      Question: {question}
      Reference answer: {answer}
      Reasoning: {reasoning}

      Rate from 1 to 10 how useful and relevant the reasoning is for reaching the reference answer. \
      1 means useless or wrong, 10 means complete and correct. Answer with the number only.

      Rating:\
      """;

  /** The prompt about a reasoning. What is filled in is not looked at for places again. */
  static String prompt(String form, Graded response, String reasoning) {
    Map<String, String> values =
        Map.of(
            "question", response.question(),
            "answer", response.answerText(),
            "reasoning", QUOTED.of(reasoning));
    return PLACE
        .matcher(form)
        .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
  }

  Measure of(Graded response, String reasoning) {
    ScoredContinuations scored = model.score(prompt(form, response, reasoning), NUMBERS);
    double[] likelihoods = new double[MOST];
    double together = 0;
    for (int i = 0; i < MOST; i++) {
      likelihoods[i] = Math.exp(scored.logprobs()[i]);
      together += i < MOST - 1 ? likelihoods[i] : 0;
    }
    if (!(together >= READABLE)) {
      return Measure.none(
          "the model does not answer with a number: 1 to 10 together have a likelihood of %.2g"
              .formatted(together));
    }
    // what begins with a 1 is a 1 or goes on as a 10
    likelihoods[0] -= likelihoods[MOST - 1];
    int best = 0;
    for (int i = 1; i < MOST; i++) {
      best = likelihoods[i] > likelihoods[best] ? i : best;
    }
    return Measure.of(best + 1.0);
  }
}
