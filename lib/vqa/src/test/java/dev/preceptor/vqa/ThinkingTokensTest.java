package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkingTokensTest {

  /** Counts with a tokenizer that has exactly the given tokens. */
  private static int count(String opening, String... tokens) {
    Function<int[], String> decode =
        ids -> Arrays.stream(ids).mapToObj(id -> tokens[id]).collect(Collectors.joining());
    return ThinkingTokens.count(
        opening,
        opening + String.join("", tokens),
        IntStream.range(0, tokens.length).toArray(),
        decode);
  }

  @ParameterizedTest
  @CsvSource({
    "'', <|think|>|a| b| c|</|think|>|<answer>B</answer>, 3",
    "'', <think>|one| two|</think>|<answer>B</answer>, 2",
    "<think>, one| two|</think>|<answer>B</answer>, 2",
    "'<think>\n', one| two|</think>|<answer>B</answer>, 2",
    "'<think>\n\n</think>\n\n', <answer>|B|</answer>, 0",
    "'', x|<think>a|b</think>|rest, 2",
    "'', <think>|</think>|<answer>B</answer>, 0",
    "'', '<think>| |</think>', 0",
    "'', <think>|never closed, 0",
    "'', no tags, 0",
    "'', <think>|a|<think>|b|</think>|c|</think>, 3",
  })
  void aTokenCountsIfItCoversAnyOfTheThinkingText(String opening, String tokens, int expected) {
    assertThat(count(opening, tokens.split("\\|"))).isEqualTo(expected);
  }

  @Property
  void theCountIsTheNumberOfTokensWithACharacterBetweenTheTags(
      @ForAll("pieces") List<String> pieces) {
    String text = String.join("", pieces);
    ThinkingSpan span = ThinkingSpan.of(text);
    int expected = 0;
    int at = 0;
    for (String piece : pieces) {
      boolean inside = at < span.end() && at + piece.length() > span.start();
      expected += span.isPresent() && inside ? 1 : 0;
      at += piece.length();
    }
    assertThat(count("", pieces.toArray(String[]::new))).isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of("<think>", "</think>", "<thi", "nk>", "</", "think>", "a", " b", ">c<")
        .list()
        .ofMaxSize(14);
  }
}
