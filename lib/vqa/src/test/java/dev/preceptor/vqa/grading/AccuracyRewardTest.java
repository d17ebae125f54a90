package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccuracyRewardTest {

  /** The question of the paper's Fig. S5. */
  private static final List<String> REGIONS = List.of("Thorax", "Abdomen", "Head", "Limbs");

  private static final List<String> REGIONS_IN_JAPANESE = List.of("胸部", "腹部", "頭部", "四肢");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "B",
        " B ",
        "b",
        "B.",
        "(B)",
        "(B).",
        "B:",
        "B)",
        "[B]",
        "**B**",
        "**B**.",
        "`B`",
        "\"B\"",
        "\uff22",
        "\nB\n",
        "B: Abdomen",
        "B:Abdomen",
        "B : Abdomen",
        "B\u00a0:\u00a0Abdomen.",
        "b: abdomen",
        "**B: Abdomen**",
        "**B:** Abdomen",
        "**B**: Abdomen",
        "B: any text",
        "B: it is in the abdomen",
        "B: Abdomen, as the liver is shown",
        "B. Abdomen",
        "B. The liver is shown",
        "B) Abdomen",
        "(B) Abdomen",
        "(B) any text",
        "B - Abdomen",
        "B, Abdomen",
        "B Abdomen",
        "B\nAbdomen",
        "B (Abdomen)",
        "Abdomen",
        "abdomen",
        "ABDOMEN.",
        " Abdomen \n",
        "\u00a0Abdomen\u00a0",
        "Ab\u00addomen",
        "**Abdomen**",
        " Abdomen **",
        "\"Abdomen\".",
        "\uff21bdomen",
      })
  void theCorrectChoiceIsAcceptedInEveryForm(String answer) {
    assertThat(accuracy(answer, REGIONS, 'B')).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "E",
        "Thorax",
        "A: Thorax",
        "A: any text",
        "B: Thorax",
        "B: thorax.",
        "B: **Thorax**",
        "(B) Thorax",
        "B. Thorax",
        "B Thorax",
        "A: Abdomen",
        "A or B",
        "A, B",
        "B, A",
        "B and C",
        "B/C",
        "B C",
        "AB",
        "B: C",
        "B: Abdomen or Thorax",
        "B: Abdomen C: Head",
        "A:Thorax , B:Abdomen , C:Head , D:Limbs",
        "B:Abdomen , A:Thorax",
        "Abdomen and Thorax",
        "Abdomen, Thorax",
        "Abdomen Thorax",
        "The answer is not among them",
        "B2",
        "B+",
        "Bones",
        "vitamin B",
        "not B",
        "",
        " \u00a0\n",
        ".",
        "**",
      })
  void anythingElseIsWrongWithAReason(String answer) {
    assertThat(accuracy(answer, REGIONS, 'B')).isZero();
    assertThat(grade("<answer>" + answer + "</answer>", REGIONS, 'B').why()).isNotBlank();
  }

  /** Punctuation, quotes and brackets of any script count as ASCII's do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "B。",
        "B、",
        "B！",
        "B？",
        "B；",
        "Ｂ。",
        "Ⓑ",
        "⒝",
        "𝐁",
        "B。」",
        "「B」",
        "『B』。",
        "【B】",
        "〔B〕",
        "（B）",
        "《B》",
        "“B”",
        "„B“",
        "«B»",
        "»B«",
        "‹B›",
        "・B",
        "¿B?",
        "B؟",
        "B۔",
        "B।",
        "B…",
        "\u202aB\u202c",
        "\u200fB",
        "B\ufe0f",
        "B\u200b",
        "\ufeffB",
        "腹部",
        "腹部。",
        "腹部！",
        "腹部．",
        "「腹部」",
        "「腹部。」",
        "『腹部』。",
        "【腹部】",
        "（腹部）",
        "“腹部”",
        "«腹部»",
        "腹\u200b部",
        "\u2067腹部\u2069",
        "B腹部",
        "B：腹部",
        "B:腹部",
        "B、腹部",
        "B，腹部",
        "B。腹部",
        "B．腹部",
        "B・腹部",
        "B「腹部」",
        "B　腹部",
        "B—腹部",
        "B：「腹部」。",
        "「B」腹部",
        "【B】腹部",
        "（B）腹部",
        "【B】肝臓が見える",
        "B：肝臓が見える",
        "B。肝臓が見える",
        "腹部（B）",
        "腹部「B」",
        "腹部、B",
        "答案：B",
        "答案是B。",
      })
  void signsOfEveryScriptAreRead(String answer) {
    assertThat(accuracy(answer, REGIONS_IN_JAPANESE, 'B')).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A。",
        "胸部。",
        "「胸部」",
        "【A】",
        "B、胸部",
        "B：胸部",
        "【B】胸部",
        "胸部（B）",
        "A：腹部",
        "B、C",
        "A、B",
        "B・C",
        "B。C",
        "A、B、C",
        "B和C",
        "腹部、胸部",
        "腹部。胸部",
        "B、肝臓が見える",
        "B′",
        "B％",
        "非B",
        "¬B",
        "。",
        "「」",
        "【】",
      })
  void signsOfAnotherScriptDoNotMakeAnAnswerRight(String answer) {
    assertThat(accuracy(answer, REGIONS_IN_JAPANESE, 'B')).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Answer: B",
        "answer:B",
        "Answer B",
        "**Answer:** B",
        "**Answer**: B",
        "**Answer: B**",
        "Final answer: B.",
        "The answer is B",
        "The answer is: B",
        "The correct answer is (B).",
        "My answer is **B**",
        "The answer is B: Abdomen",
        "The answer is Abdomen.",
        "The answer is option B",
        "Option B",
        "Choice (B)",
        "\\boxed{B}",
        "$\\boxed{B}$",
        "\\boxed{\\text{B}}",
        "\\boxed{B: Abdomen}",
        "\\boxed{\\text{Abdomen}}.",
        "$B$",
        "\\(B\\)",
        "\\[B\\]",
        "$$\\mathrm{B}$$",
        "The answer is $\\boxed{B}$.",
        "- B",
        "– B",
        "* B",
        "- (B) Abdomen",
        "- Abdomen",
        "Abdomen (B)",
        "Abdomen [B].",
        "Abdomen, B",
        "Abdomen - B",
        "Abdomen. B",
        "\"Abdomen\" (B)",
        "(B)\"Abdomen\"",
        "(B)**Abdomen**",
        "B\"Abdomen\"",
        "**B**Abdomen",
        "Abdomen!",
        "Abdomen;",
      })
  void whatStandsAroundAnAnswerIsNoPartOfIt(String answer) {
    assertThat(accuracy(answer, REGIONS, 'B')).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Answer: A",
        "The answer is not B",
        "The answer is B or C",
        "The answer is Thorax",
        "The answer is B: Thorax",
        "B: the answer is C",
        "Option A, Option B",
        "Option A: Thorax, Option B: Abdomen",
        "Answer",
        "The answer is",
        "answers B",
        "I think it is B",
        "B is the answer",
        "B because the liver is shown",
        "not \\boxed{B}",
        "\\boxed{A}",
        "\\boxed{A} or \\boxed{B}",
        "$\\boxed{A}$ or $\\boxed{B}$",
        "\\boxed{B} \\boxed{C}",
        "\\boxed{}",
        "\\sqrt{B}",
        "\\boxed{B",
        "-B",
        "B-",
        "+B",
        "~~B~~",
        "(B)\"Thorax\"",
        "(B)**Thorax**",
        "Thorax (B)",
        "Thorax, B",
        "Abdomen (A)",
        "Abdomen B",
        "Abdomen-B",
        "Liver (B)",
      })
  void whatStandsAroundAWrongAnswerDoesNotMakeItRight(String answer) {
    assertThat(accuracy(answer, REGIONS, 'B')).isZero();
  }

  @Test
  void aMinusIsNoDashOfAList() {
    List<String> degrees = List.of("-5", "5", "10", "0.5");
    assertThat(accuracy("- 5", degrees, 'B')).isZero();
    assertThat(accuracy("−5", degrees, 'B')).isZero();
    assertThat(accuracy("-5", degrees, 'A')).isOne();
    assertThat(accuracy(".5", degrees, 'B')).isZero();
    assertThat(accuracy("5.", degrees, 'B')).isOne();
  }

  @Test
  void anOptionMayBeWrittenLikeALetterAfterItsText() {
    List<String> vitamins = List.of("Retinol", "Vitamin", "Vitamin B", "Vitamin (B)");
    assertThat(accuracy("Vitamin B", vitamins, 'C')).isOne();
    assertThat(accuracy("Vitamin (B)", vitamins, 'D')).isOne();
    assertThat(accuracy("Vitamin, B", vitamins, 'B')).isOne();
    List<String> answers = List.of("Option B", "Answer: B", "$B$", "Head");
    assertThat(accuracy("Option B", answers, 'A')).isOne();
    assertThat(accuracy("Answer: B", answers, 'B')).isOne();
    assertThat(accuracy("$B$", answers, 'C')).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B|letter B, correct",
        "C|letter C; the correct answer is B",
        "Abdomen|the text of B, correct",
        "B Abdomen|letter B and its text, correct",
        "B: Head|letter B contradicts its text, which is C's",
        "A or B|names 2 options, A and B",
        "somewhere|neither a letter nor an option's text",
        "''|<answer> is empty",
      })
  void theReasonNamesTheCheckThatDecided(String answer, String why) {
    assertThat(grade("<answer>" + answer + "</answer>", REGIONS, 'B').why()).isEqualTo(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B|no <answer> tag",
        "<answer>B|<answer> is not closed",
        "</answer>B<answer>|<answer> is not closed",
        "<answer>B</answer></answer>|more than one <answer> tag",
        "</answer><answer>B</answer>|more than one <answer> tag",
        "<answer>B</answer><answer>B</answer>|more than one <answer> tag",
        "<think>I fill <answer></think><answer>B</answer>|more than one <answer> tag",
        "<ANSWER>B</ANSWER>|no <answer> tag",
      })
  void theAnswerMustBeInExactlyOneTag(String response, String why) {
    assertThat(grade(response, REGIONS, 'B')).isEqualTo(new Grade(0, "tag", why));
  }

  @Test
  void aWordAfterAnArticleIsNotTheLetterA() {
    List<String> vitamins = List.of("Retinol", "Vitamin A", "Vitamin C", "A placebo");
    assertThat(accuracy("Vitamin A", vitamins, 'A')).isZero();
    assertThat(accuracy("Vitamin A", vitamins, 'B')).isOne();
    assertThat(accuracy("A placebo", vitamins, 'A')).isZero();
    assertThat(accuracy("A placebo", vitamins, 'D')).isOne();
    assertThat(accuracy("A vitamin", vitamins, 'A')).isZero();

    List<String> spine = List.of("A vertebra", "The liver", "The heart", "A kidney");
    assertThat(accuracy("A vertebra", spine, 'A')).isOne();
    assertThat(accuracy("A: A vertebra", spine, 'A')).isOne();
    assertThat(accuracy("A kidney", spine, 'A')).isZero();
    assertThat(accuracy("A kidney", spine, 'D')).isOne();
    assertThat(accuracy("A: A kidney", spine, 'A')).isZero();
  }

  @Test
  void aLetterDecidesEvenIfTextsAreLettersToo() {
    List<String> panels = List.of("B", "A", "D", "C");
    assertThat(accuracy("B", panels, 'B')).isOne();
    assertThat(accuracy("B", panels, 'A')).isZero();
    assertThat(accuracy("B: A", panels, 'B')).isOne();
    assertThat(accuracy("B: B", panels, 'B')).isZero();

    List<String> groups = List.of("A+", "B+", "AB-", "O");
    assertThat(accuracy("A+", groups, 'A')).isOne();
    assertThat(accuracy("AB-", groups, 'C')).isOne();
    assertThat(accuracy("O", groups, 'D')).isOne();
    assertThat(accuracy("A-", groups, 'A')).isZero();
  }

  @Test
  void anOptionsTextMayContainAnother() {
    List<String> heart = List.of("Heart", "Heart failure", "Left heart failure", "Lung");
    assertThat(accuracy("Heart", heart, 'A')).isOne();
    assertThat(accuracy("Heart failure", heart, 'B')).isOne();
    assertThat(accuracy("B: Heart failure", heart, 'B')).isOne();
    assertThat(accuracy("A: Heart failure", heart, 'A')).isZero();
    assertThat(accuracy("B: Heart failure, as usual", heart, 'B')).isOne();

    List<String> both = List.of("Axial section", "Panorama", "Sagittal sections", "Both A and C");
    assertThat(accuracy("Both A and C", both, 'D')).isOne();
    assertThat(accuracy("D: Both A and C", both, 'D')).isOne();
    assertThat(accuracy("A and C", both, 'A')).isZero();
  }

  @Test
  void aTextMayStartLikeALetter() {
    List<String> germs = List.of("E. coli", "A. fumigatus", "C. difficile", "B: cells");
    assertThat(accuracy("C. difficile", germs, 'C')).isOne();
    assertThat(accuracy("A. fumigatus", germs, 'B')).isOne();
    assertThat(accuracy("A. fumigatus", germs, 'A')).isZero();
    assertThat(accuracy("B: A. fumigatus", germs, 'B')).isOne();
    assertThat(accuracy("B: cells", germs, 'D')).isOne();
    assertThat(accuracy("D: B: cells", germs, 'D')).isOne();
    assertThat(accuracy("a. femoralis", germs, 'A')).isZero();

    List<String> tests = List.of("D-dimer", "Lactate", "C-reactive protein", "Troponin");
    assertThat(accuracy("D-dimer", tests, 'A')).isOne();
    assertThat(accuracy("C-reactive protein", tests, 'C')).isOne();
    assertThat(accuracy("D-something", tests, 'D')).isZero();

    List<String> weightings = List.of("T2*", "T2", "T1", "PD");
    assertThat(accuracy("T2*", weightings, 'A')).isOne();
    assertThat(accuracy("T2", weightings, 'B')).isOne();
    assertThat(accuracy("**T2**", weightings, 'B')).isOne();
    assertThat(accuracy("**T2***", weightings, 'A')).isOne();
  }

  @Test
  void aTextThatEqualsTwoOptionsNamesNeither() {
    List<String> twins = List.of("Liver", "liver.", "Spleen", "Kidney");
    assertThat(accuracy("Liver", twins, 'A')).isZero();
    assertThat(accuracy("A", twins, 'A')).isOne();
    List<String> crossed = List.of("B: Abdomen", "Abdomen", "Head", "Limbs");
    assertThat(accuracy("B: Abdomen", crossed, 'A')).isZero();
    assertThat(accuracy("B: Abdomen", crossed, 'B')).isZero();
  }

  /** The answers printed in the paper's Figs. S2, S3 and S5, graded as marked by their colours. */
  @Test
  void thePapersFiguresAreGradedAsPrinted() {
    List<String> coronary =
        List.of(
            "High take-off LMCA and multiple crypts in the interventricular septum",
            "High take-off LMCA",
            "High take-off LMCA from another view",
            "Multiple crypts in the inferior wall of the left ventricle");
    assertThat(accuracy("\nHigh take-off LMCA from another view\n", coronary, 'A')).isZero();
    assertThat(
            accuracy(
                "\nHigh take-off LMCA and multiple crypts in the interventricular septum\n",
                coronary,
                'A'))
        .isOne();

    List<String> valves =
        List.of("Normal heart valves", "PFO during Valsalva maneuver", "ASA", "ASD");
    assertThat(accuracy("\nB: PFO during Valsalva maneuver\n", valves, 'C')).isZero();
    assertThat(grade("<think>\n\n</think>\n\n<answer> ASA **</answer>**", valves, 'C').value())
        .isEqualTo(1.0);

    List<String> microscopes =
        List.of(
            "Fluorescence microscope",
            "Transmission electron microscope",
            "Scanning electron microscope",
            "Confocal microscope");
    assertThat(accuracy(" Confocal microscope ", microscopes, 'D')).isOne();

    List<String> closed =
        List.of("Incision site.", "Abdominal wall.", "Fascial defect.", "Barbed suture.");
    assertThat(accuracy(" Barbed suture. ", closed, 'C')).isZero();
    assertThat(accuracy("Fascial defect.", closed, 'C')).isOne();
    assertThat(accuracy("fascial defect", closed, 'C')).isOne();

    assertThat(accuracy("B: Abdomen", REGIONS, 'B')).isOne();
    assertThat(accuracy("Abdomen", REGIONS, 'B')).isOne();
  }

  @Test
  void aHostileAnswerIsReadUpToTheLimitAndRefusedUnreadBeyondIt() {
    String label = "A: ";
    int most = AnswerReading.MAX_CHARACTERS;
    for (String piece :
        List.of(
            "*", "(", "\"", "A,", "B:", " ", "\u00a0", "B or ", "\u0301", "<answer", "\ufdfa")) {
      String within = piece.repeat((most - label.length()) / piece.length());
      String beyond = piece.repeat(most / piece.length() + 1);
      for (String before : List.of("", label)) {
        assertThat(grade("<answer>" + before + within + "</answer>", REGIONS, 'C'))
            .as("%d times %s after '%s'", within.length() / piece.length(), piece, before)
            .matches(grade -> grade.value() == 0)
            .matches(grade -> !grade.why().contains("longer than"));
        for (String refused : List.of(beyond, beyond.repeat(500))) {
          assertThat(grade("<answer>" + before + refused + "</answer>", REGIONS, 'A').why())
              .contains("longer than " + most + " characters");
        }
      }
    }
  }

  private static double accuracy(String answer, List<String> choices, char right) {
    String response = "<think>so</think><answer>" + answer + "</answer>";
    return grade(response, choices, right).value();
  }

  private static Grade grade(String response, List<String> choices, char right) {
    return new AccuracyReward().grade(new Graded(response, choices, right));
  }
}
