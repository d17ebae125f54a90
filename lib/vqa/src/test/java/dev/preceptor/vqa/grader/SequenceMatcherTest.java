package dev.preceptor.vqa.grader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceMatcherTest {

  private static final String SENTENCE =
      "the liver is enlarged with a focal uptake in the right lobe. ";

  /** difflib.SequenceMatcher(None, first, second).ratio() of Python 3.11. */
  @ParameterizedTest
  @CsvSource({
    "abcd, bcde, 0.75",
    "'', x, 0",
    "'', '', 1",
    "B, B: Abdomen, 0.18181818181818182",
    "b:abdomen, the abdomen is shown, 0.4827586206896552",
    "qabxcd, abycdf, 0.6666666666666666",
    "private Thread currentThread;, private volatile Thread currentThread;, 0.8656716417910447",
    "café 肝臓, 肝臓 café, 0.5714285714285714",
  })
  void theRatioIsThatOfDifflib(String first, String second, double ratio) {
    assertThat(SequenceMatcher.ratio(first, second)).isEqualTo(ratio);
  }

  /** The same; from 200 characters on, difflib passes over the frequent ones of the second text. */
  @Test
  void frequentCharactersOfALongTextBeginNoBlock() {
    assertThat(SequenceMatcher.ratio("B:focal uptake", SENTENCE.repeat(5))).isZero();
    assertThat(SequenceMatcher.ratio(SENTENCE.repeat(4), SENTENCE.repeat(5)))
        .isEqualTo(0.8888888888888888);
  }
}
