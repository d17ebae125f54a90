package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrectAnswerTest {

  private static CorrectAnswer check(String answer, String right, String... others) {
    List<String> choices =
        List.of(
            others.length > 0 ? others[0] : "something else",
            right,
            others.length > 1 ? others[1] : "another thing",
            "none of these");
    return CorrectAnswer.of(new Graded("<answer>" + answer + "</answer>", choices, 'B'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B|Liver|letter",
        "(b)|Liver|letter",
        "B: Liver|Liver|letter",
        "liver|Liver|text",
        "**Liver**|Liver|text",
        "Crohns disease|Crohn's disease|normalised text",
        "X ray|X-ray|normalised text",
        "Focal, segmental uptake!|focal segmental uptake|normalised text",
        "arteries|Artery|normalised text",
        "Left kidneys|left kidney|normalised text",
        "vertebrae|Vertebra|normalised text",
        "Metastasis|metastases|normalised text",
        "Meniere disease|Ménière disease|normalised text",
        "3.5 cm|35 mm|quantity",
        "35mm.|3.5 cm|quantity",
        "0.5|50 %|quantity",
        "50%|0.5|quantity",
        "50 percent|1/2|quantity",
        "1/2|0.5|quantity",
        "½|0.50|quantity",
        "1 1/2 h|90 minutes|quantity",
        "1½ hours|90 min|quantity",
        "1200|1,200|quantity",
        "1,200 mg|1.2 g|quantity",
        "2 x 10^3|2000|quantity",
        "2 × 10³|2,000|quantity",
        "5 mg/dl|0.05 g/l|quantity",
        "5 mg per dL|50 mg/L|quantity",
        "2 cc|2 ml|quantity",
        "1 cm³|1 ml|quantity",
        "10 µm|0.01 mm|quantity",
        "3 microns|3 μm|quantity",
        "−4 °C|-4 °C|normalised text",
        "three|3|quantity",
        "Two days|48 h|quantity",
        "two years|24 months|quantity",
        "spleen and liver|Liver, spleen|list",
        "a, b, and c|c; b; a|list",
        "both axial and sagittal|Sagittal and axial|list",
        "35 mm & lobes|lobe, 3.5 cm|list",
      })
  void anEqualAnswerIsCorrectAndNamesItsCheck(String answer, String right, String check) {
    CorrectAnswer correct = check(answer, right);
    assertThat(correct.correct()).as(correct.toString()).isTrue();
    assertThat(correct.check()).isEqualTo(check);
    assertThat(correct.why()).contains("B");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A|Liver",
        "Liver and spleen|Liver",
        "CD4-|CD4+",
        "T2|T2*",
        "<5|>5",
        "3.5|3.5 cm",
        "3.5 cm|3.5 mm",
        "3.5 mm|-3.5 mm",
        "3 D|3 days",
        "1/0|0",
        "5 Hz|5 s",
        "1,20|120",
        "from a to b|from b to a",
        "left then right|right then left",
        "liver, spleen|liver, lung",
        "C: 35 mm|3.5 cm",
        "B: something else|Liver",
        "B: Something, else!|Liver",
        "|Liver",
      })
  void anAnswerThatDiffersIsWrong(String answer, String right) {
    CorrectAnswer wrong = check(answer == null ? "" : answer, right);
    assertThat(wrong.correct()).as(wrong.toString()).isFalse();
    assertThat(wrong.check()).isNotBlank();
    assertThat(wrong.why()).isNotBlank();
  }

  /** Where {@code accuracy} accepts the letter, whatever text follows it. */
  @ParameterizedTest
  @CsvSource({"B: 0.35 cm", "B. 350 mm", "(B) 35 cm.", "The answer is B: 0.35 cm", "- B: 0.35 cm"})
  void aLetterWithAnotherOptionsQuantityIsAContradiction(String answer) {
    CorrectAnswer wrong = check(answer, "35 mm", "3.5 mm", "350 mm");
    assertThat(wrong.correct()).as(wrong.toString()).isFalse();
    assertThat(wrong.check()).isEqualTo("contradiction");
  }

  @ParameterizedTest
  @ValueSource(strings = {"The answer is 3.5 cm", "Answer: 0.035 m.", "\\boxed{3.5 cm}"})
  void whatStandsAroundALenientAnswerIsNoPartOfIt(String answer) {
    assertThat(check(answer, "35 mm").check()).isEqualTo("quantity");
  }

  @ParameterizedTest
  @CsvSource({"3.5 cm, 35 mm, 0.035 m", "Lobes., LOBE!, lobe?"})
  void anAnswerThatIsEqualToTwoOptionsIsWrong(String answer, String right, String other) {
    CorrectAnswer wrong = check(answer, right, other);
    assertThat(wrong.correct()).as(wrong.toString()).isFalse();
    assertThat(wrong.why()).contains("A and B");
  }

  @Property
  void itemsMayBeInAnyOrder(@ForAll("items") List<String> items, @ForAll java.util.Random random) {
    List<String> shuffled = new java.util.ArrayList<>(items);
    java.util.Collections.shuffle(shuffled, random);
    assertThat(check(String.join(" and ", shuffled), String.join(", ", items)).correct()).isTrue();
  }

  @Property
  void equalLengthsInDifferentUnitsAreEqual(
      @ForAll @IntRange(min = 1, max = 99_999) int micrometres) {
    String millimetres =
        String.format(Locale.ROOT, "%d.%03d mm", micrometres / 1000, micrometres % 1000);
    assertThat(check(micrometres + " um", millimetres).check()).isEqualTo("quantity");
    assertThat(check(micrometres + 1 + " um", millimetres).correct()).isFalse();
  }

  @Property(tries = 2_000)
  void noTextEverThrows(@ForAll String answer, @ForAll("soup") String soup) {
    for (String text : List.of(answer, soup, soup + answer)) {
      assertThat(check(text, "3.5 cm", soup.isBlank() ? "x" : soup).check()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<List<String>> items() {
    return Arbitraries.of("liver", "left kidney", "T2* map", "3.5 cm", "spleen", "CD4+", "1,200")
        .list()
        .ofMinSize(2)
        .ofMaxSize(5)
        .uniqueElements();
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(
            "1",
            "/",
            "0",
            ".",
            ",",
            "½",
            "10^",
            "x",
            "-",
            "9".repeat(70),
            " per ",
            "mm",
            "²",
            "³",
            "%",
            "and",
            "\ud800",
            "\u0301",
            "⁄",
            "°",
            "+",
            "*",
            "1e400",
            "∞",
            "Ⅷ",
            "٣")
        .list()
        .ofMaxSize(10)
        .map(parts -> String.join("", parts));
  }
}
