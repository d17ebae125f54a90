package dev.preceptor.vqa.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StyleReaderTest {

  private static final String LISTING = "Choices: left C, right A, midline D, bilateral B. ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GUESS     | Probably easy.
          GLANCE    | Lesion: left C.
          GLANCE    | Left lesion: smaller C.
          GLANCE    | Modality: X-ray B.
          CAREFUL   | Choices: left C, right A, midline D, bilateral B. Lesion: left, not right, so C.
          CAREFUL   | Choices: left C, right A, midline D, bilateral B. Lesion: left C.
          ELABORATE | Choices: left C, right A, midline D, bilateral B. Lesion: left C. But, lesion: right A.
          RAMBLING  | Lesion: left. Lesion: right. Lesion: left. Lesion: left.
          RAMBLING  | Lesion: left C. Lesion: left C. Lesion: left C.
          """)
  void aStyleIsReadFromItsText(ResponseStyle style, String text) {
    assertThat(StyleReader.of("<think>" + text + "</think><answer>C</answer>")).contains(style);
  }

  /** A text that is elaborate in form but repeats itself is not. */
  @Test
  void repetitionDecides() {
    String again = "Or, lesion: right A. ";
    assertThat(StyleReader.ofThinking(LISTING + "Lesion: left C. " + again))
        .contains(ResponseStyle.ELABORATE);
    assertThat(StyleReader.ofThinking(LISTING + "Lesion: left C. " + again.repeat(3)))
        .contains(ResponseStyle.RAMBLING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C",
        "<think></think><answer>C</answer>",
        "<think>Lesion: left C.",
        "<think>Choices: left C, right A,</think>",
        "<think>Perhaps.</think><answer>C</answer>",
        "<think>Lesion: left C. Probably easy.</think><answer>C</answer>"
      })
  void whatIsInNoStyleHasNone(String response) {
    assertThat(StyleReader.of(response)).isEqualTo(Optional.empty());
  }
}
