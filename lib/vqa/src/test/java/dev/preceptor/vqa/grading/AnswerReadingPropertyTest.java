package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class AnswerReadingPropertyTest {

  @Property
  void theTextOfAnOptionNamesIt(
      @ForAll("questions") List<String> choices,
      @ForAll @IntRange(max = 3) int right,
      @ForAll("spaces") String before,
      @ForAll("spaces") String after) {
    Assume.that(!isLetterOf(choices, choices.get(right)));
    String answer = before + choices.get(right) + after;
    assertThat(letter(answer, choices)).contains((char) ('A' + right));
  }

  @Property
  void caseAndAFinalFullStopDoNotMatter(
      @ForAll("questions") List<String> choices, @ForAll @IntRange(max = 3) int right) {
    String text = choices.get(right);
    Assume.that(!isLetterOf(choices, text));
    assertThat(letter(text.toUpperCase(Locale.ROOT) + ".", choices)).contains((char) ('A' + right));
    assertThat(letter(text.replace(" ", "\u00a0\n"), choices)).contains((char) ('A' + right));
  }

  @Property
  void aLetterInAnyDecorationNamesItsOption(
      @ForAll("questions") List<String> choices,
      @ForAll @IntRange(max = 3) int right,
      @ForAll("spaces") String before,
      @ForAll("decorations") String decoration,
      @ForAll("spaces") String after) {
    char letter = (char) ('A' + right);
    String answer = before + decoration.replace('#', letter) + after;
    assertThat(letter(answer, choices)).contains(letter);
  }

  @Property
  void aLetterWithItsOwnTextNamesItAndWithAnotherTextNone(
      @ForAll("questions") List<String> choices,
      @ForAll @IntRange(max = 3) int right,
      @ForAll @IntRange(max = 3) int said,
      @ForAll("labels") String label) {
    String answer = label.replace('#', (char) ('A' + right)) + choices.get(said);
    Assume.that(!choices.contains(ChoiceText.clean(answer)));
    Optional<Character> expected =
        right == said ? Optional.of((char) ('A' + right)) : Optional.empty();
    assertThat(letter(answer, choices)).isEqualTo(expected);
  }

  @Property
  void twoOptionsNameNone(
      @ForAll("questions") List<String> choices,
      @ForAll @IntRange(max = 3) int one,
      @ForAll @IntRange(max = 3) int other,
      @ForAll("joints") String joint) {
    Assume.that(one != other);
    char first = (char) ('A' + one);
    char second = (char) ('A' + other);
    Assume.that(new Options(choices).named(first + joint + second).isEmpty());
    assertThat(letter(first + joint + second, choices)).isEmpty();
    String texts = first + ":" + choices.get(one) + joint + second + ":" + choices.get(other);
    assertThat(letter(texts, choices)).isEmpty();
  }

  @Property(tries = 2_000)
  void noTextEverThrows(@ForAll String response, @ForAll("soup") String soup) {
    List<String> choices = List.of("B", "A vertebra", "C: x", response.isBlank() ? "d" : response);
    for (String text :
        List.of(
            response, soup, "<answer>" + response + "</answer>", "<answer>" + soup + "</answer>")) {
      Graded graded = new Graded(text, choices, 'B');
      for (RewardFunction function : List.of(new FormatReward(), new AccuracyReward())) {
        Grade grade = function.grade(graded);
        assertThat(grade.value()).isIn(0.0, 1.0);
        assertThat(grade.why()).isNotBlank();
      }
    }
  }

  @Property
  void canonicalFormsAreIdempotent(@ForAll String text) {
    String canonical = ChoiceText.canonical(text);
    assertThat(ChoiceText.canonical(canonical)).isEqualTo(canonical);
    assertThat(ChoiceText.clean(ChoiceText.clean(text))).isEqualTo(ChoiceText.clean(text));
  }

  /** Four choices that a grader can distinguish, some of them difficult. */
  @Provide
  Arbitrary<List<String>> questions() {
    Arbitrary<String> words =
        Arbitraries.of(
                "a",
                "vertebra",
                "Left",
                "kidney",
                "T2*",
                "heart",
                "failure",
                "5%",
                "B-cell",
                "β",
                "μm",
                "(arrow)",
                "\"ring\"",
                "1.5",
                "Crohn's",
                "x")
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(parts -> String.join(" ", parts));
    Arbitrary<String> nasty =
        Arbitraries.of(
            "A",
            "D",
            "A vertebra",
            "A: cells",
            "C. difficile",
            "B+",
            "Both A and C",
            "A, B",
            "(a)",
            "All of the above.",
            "D-dimer",
            "a) b) c)");
    return Arbitraries.frequencyOf(Tuple.of(3, words), Tuple.of(1, nasty))
        .list()
        .ofSize(4)
        .uniqueElements(ChoiceText::canonical)
        .filter(AnswerReadingPropertyTest::isUnambiguous);
  }

  /** Whether no choice's text reads as another choice's letter with that choice's text. */
  private static boolean isUnambiguous(List<String> choices) {
    Options options = new Options(choices);
    for (int i = 0; i < choices.size(); i++) {
      char own = (char) ('A' + i);
      boolean crossed =
          LetterForm.at(choices.get(i), choices.size())
              .filter(form -> form.letter() != own)
              .filter(form -> options.named(form.rest()).contains(form.letter()))
              .isPresent();
      if (crossed) {
        return false;
      }
    }
    return true;
  }

  @Provide
  Arbitrary<String> spaces() {
    return Arbitraries.of("", " ", "\n", "\u00a0", " \r\n\t", "\u2003");
  }

  @Provide
  Arbitrary<String> decorations() {
    return Arbitraries.of(
        "#",
        "#.",
        "(#)",
        "#:",
        "#)",
        "[#]",
        "( # )",
        "#,",
        "(#).",
        "#。",
        "#、",
        "【#】",
        "「#」。",
        "（#）",
        "・#",
        "〈 # 〉",
        "\u200e#\u200f",
        "#\ufe0f",
        "¿#?",
        "#؟",
        "- #",
        "Answer: #",
        "the answer is #.",
        "**Answer:** #",
        "答案：#",
        "\\boxed{#}",
        "$\\boxed{\\text{#}}$.");
  }

  @Provide
  Arbitrary<String> labels() {
    return Arbitraries.of(
        "#:",
        "#: ",
        "# : ",
        "(#) ",
        "(#): ",
        "#) ",
        "**#:** ",
        "**#**: ",
        "#. ",
        "# - ",
        "#：",
        "【#】",
        "（#）",
        "#。",
        "- #: ",
        "Answer: #: ",
        "The answer is (#) ",
        "Option #. ");
  }

  @Provide
  Arbitrary<String> joints() {
    return Arbitraries.of(
        ", ", " or ", " and ", "/", "; ", " , ", " & ", "\nand ", "、", "，", "；", "・", "، ");
  }

  @Provide
  Arbitrary<String> soup() {
    return Combinators.combine(
            Arbitraries.of(
                    "<answer>",
                    "</answer>",
                    "A",
                    "b",
                    "B: ",
                    "(C)",
                    "**",
                    "\"",
                    "A vertebra",
                    ".",
                    ",",
                    " or ",
                    "\n",
                    "\u00a0",
                    "\ud800",
                    "\u0301",
                    "Ⓑ",
                    "ﬁ",
                    "İ",
                    "ß")
                .list()
                .ofMaxSize(12),
            Arbitraries.strings().ofMaxLength(3))
        .as((parts, extra) -> String.join("", parts) + extra);
  }

  private static boolean isLetterOf(List<String> choices, String text) {
    return LetterForm.at(text, choices.size())
        .filter(form -> form.kind() == LetterForm.Kind.ALONE)
        .isPresent();
  }

  private static Optional<Character> letter(String answer, List<String> choices) {
    return AnswerReading.of("<answer>" + answer + "</answer>", choices).letter();
  }
}
