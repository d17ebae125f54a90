package dev.preceptor.vqa.phantom;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.grading.AnswerReading;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** How often a policy takes each answering style, and how it fares with it. */
final class StyleFigures {

  private static final int MOST_TOKENS = 176;
  private static final int BATCH = 40;
  private static final Pattern FINDING = Pattern.compile(": ([A-Za-z-]+) ([A-D])\\.");

  /**
   * Of the responses in a style.
   *
   * @param count how many
   * @param right how many of them name the right choice
   * @param tokens of all of them
   * @param findings how many of them conclude with a finding and its letter
   * @param lookedUp how many of these name a choice and the letter that it has in the question. A
   *     policy that looks letters up and is wrong has seen something else than there is
   */
  record Figures(int count, int right, int tokens, int findings, int lookedUp) {

    static final Figures NONE = new Figures(0, 0, 0, 0, 0);

    double accuracy() {
      return (double) right / count;
    }

    double meanTokens() {
      return (double) tokens / count;
    }

    private String lookUps() {
      return findings == 0
          ? ""
          : "  %5.1f %% of findings with their letter".formatted(100.0 * lookedUp / findings);
    }

    private Figures and(Figures one) {
      return new Figures(
          count + one.count,
          right + one.right,
          tokens + one.tokens,
          findings + one.findings,
          lookedUp + one.lookedUp);
    }
  }

  private final Map<ResponseStyle, Figures> styles = new EnumMap<>(ResponseStyle.class);
  private final List<String> texts = new ArrayList<>();
  private Figures other = Figures.NONE;
  private Figures all = Figures.NONE;

  private StyleFigures() {}

  /** Answers each question once. */
  static StyleFigures of(
      LanguageModel policy, PromptTemplate template, List<Question> questions, double temperature) {
    StyleFigures figures = new StyleFigures();
    QuestionPrompts prompts =
        QuestionPrompts.of(template, policy.processor(), OptionalInt.empty(), OptionalInt.empty());
    Sampling sampling = new Sampling(temperature, MOST_TOKENS, List.of());
    for (int start = 0; start < questions.size(); start += BATCH) {
      List<Question> batch = questions.subList(start, Math.min(questions.size(), start + BATCH));
      List<TokenizedPrompt> asked =
          batch.stream()
              .map(question -> prompts.prompt(prompts.text(question), prompts.image(question)))
              .toList();
      long[] seeds = LongStream.range(start, start + batch.size()).toArray();
      List<List<Completion>> answers = policy.generate(asked, 1, sampling, seeds);
      for (int i = 0; i < batch.size(); i++) {
        figures.add(batch.get(i), answers.get(i).get(0));
      }
    }
    return figures;
  }

  private void add(Question question, Completion completion) {
    String response = completion.text();
    boolean right =
        AnswerReading.of(response, question.choices())
            .letter()
            .filter(letter -> letter == question.answer())
            .isPresent();
    texts.add(response);
    Figures one = figures(question, response, right, completion.tokenIds().length);
    all = all.and(one);
    StyleReader.of(response)
        .ifPresentOrElse(
            style -> styles.merge(style, one, Figures::and), () -> other = other.and(one));
  }

  private static Figures figures(Question question, String response, boolean right, int tokens) {
    Optional<MatchResult> finding = FINDING.matcher(response).results().reduce((a, b) -> b);
    boolean lookedUp =
        finding
            .map(said -> question.choices().indexOf(said.group(1)) == said.group(2).charAt(0) - 'A')
            .orElse(false);
    return new Figures(1, right ? 1 : 0, tokens, finding.isPresent() ? 1 : 0, lookedUp ? 1 : 0);
  }

  /** Of the responses in one style. */
  Figures in(ResponseStyle style) {
    return styles.getOrDefault(style, Figures.NONE);
  }

  /** Of all responses. */
  Figures all() {
    return all;
  }

  /** The responses that are in no style. */
  Figures other() {
    return other;
  }

  double share(ResponseStyle style) {
    return (double) in(style).count() / all.count();
  }

  /** All responses. */
  List<String> texts() {
    return texts;
  }

  @Override
  public String toString() {
    return styles.entrySet().stream()
            .map(
                entry ->
                    "%-9s %5.1f %%  %5.1f tokens  %5.1f %% right%s"
                        .formatted(
                            entry.getKey().label(),
                            100 * share(entry.getKey()),
                            entry.getValue().meanTokens(),
                            100 * entry.getValue().accuracy(),
                            entry.getValue().lookUps()))
            .collect(Collectors.joining("\n"))
        + "\n%-9s %5.1f %%\nall       %.1f tokens, %.1f %% right of %d"
            .formatted(
                "other",
                100.0 * other.count() / all.count(),
                all.meanTokens(),
                100 * all.accuracy(),
                all.count());
  }
}
