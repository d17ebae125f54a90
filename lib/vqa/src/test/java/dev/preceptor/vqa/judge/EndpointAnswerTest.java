package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAnswerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JudgedStatement read(boolean chat, boolean logprobs, String json) {
    return new EndpointAnswer(chat, logprobs).read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static JudgedStatement said(String text) {
    var root = JSON.createObjectNode();
    root.putArray("choices").addObject().putObject("message").put("content", text);
    return read(true, false, root.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Yes",
        " yes.",
        "YES, it is",
        "**Yes**",
        "\"Yes\"",
        "\nYes\nThat is so",
        "yes\u0000"
      })
  void theFirstWordYesIsAYes(String text) {
    JudgedStatement judged = said(text);
    assertThat(judged.ruling()).isEqualTo(Ruling.YES);
    assertThat(judged.isVerdict()).isTrue();
    assertThat(judged.yesLogprob()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"No", "no!", " NO: the liver is on the right", "*No*"})
  void theFirstWordNoIsANo(String text) {
    assertThat(said(text).ruling()).isEqualTo(Ruling.NO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Maybe",
        "Not at all",
        "Nope",
        "Yesterday",
        "yes1",
        "I think yes",
        "Answer: Yes",
        "Yes/No",
        "Yes or No",
        "no, yes",
        "Y",
        "Да",
        "yеs",
        "<html>Yes</html>",
        "🫁"
      })
  void anythingElseIsUnscorable(String text) {
    JudgedStatement judged = said(text);
    assertThat(judged.ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(judged.fault()).isEqualTo(JudgeFault.UNREADABLE);
    assertThat(judged.why()).isNotEmpty().hasSizeLessThan(140).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Yes",
        "<html>Yes</html>",
        "{}",
        "[]",
        "null",
        "1",
        "{\"choices\": []}",
        "{\"choices\": 3}",
        "{\"choices\": [\"Yes\"]}",
        "{\"choices\": [{}]}",
        "{\"choices\": [{\"message\": null}]}",
        "{\"choices\": [{\"message\": {\"content\": null}}]}",
        "{\"choices\": [{\"message\": {\"content\": true}}]}",
        "{\"choices\": [{\"text\": \"Yes\"}]}",
        "{\"choices\": [{\"message\": {\"content\": \"Yes\"",
        "{\"error\": {\"message\": \"no such model\"}}"
      })
  void aBodyThatIsNotAnOpenAiAnswerIsUnscorable(String body) {
    assertThat(read(true, false, body).ruling()).isEqualTo(Ruling.UNSCORABLE);
    assertThat(read(true, true, body).ruling()).isEqualTo(Ruling.UNSCORABLE);
  }

  @Test
  void aContinuationIsReadFromItsText() {
    assertThat(read(false, false, "{\"choices\": [{\"text\": \" No\"}]}").ruling())
        .isEqualTo(Ruling.NO);
  }

  @Test
  void theMoreLikelyAnswerDecidesIfThereAreLogProbabilities() {
    JudgedStatement chat =
        read(
            true,
            true,
            """
            {"choices": [{"message": {"content": "Maybe"}, "logprobs": {"content": [{"top_logprobs": [
              {"token": "Maybe", "logprob": -0.1}, {"token": "No", "logprob": -3.0},
              {"token": " no", "logprob": -3.0}, {"token": "Yes", "logprob": -2.5}]}]}}]}\
            """);
    assertThat(chat.ruling()).isEqualTo(Ruling.NO);
    assertThat(chat.noLogprob().orElseThrow()).isCloseTo(Math.log(2 * Math.exp(-3)), within(1e-9));
    assertThat(chat.yesLogprob().orElseThrow()).isCloseTo(-2.5, within(1e-9));
    JudgedStatement text =
        read(
            false,
            true,
            """
            {"choices": [{"text": " Yes", "logprobs": {"top_logprobs": [{" Yes": -0.2, "\\n": -2}]}}]}\
            """);
    assertThat(text.ruling()).isEqualTo(Ruling.YES);
    assertThat(text.noLogprob()).isEmpty();
  }

  @Test
  void withoutLogProbabilitiesTheTextDecides() {
    assertThat(
            read(
                    true,
                    true,
                    "{\"choices\": [{\"message\": {\"content\": \"Yes\"}, \"logprobs\": null}]}")
                .ruling())
        .isEqualTo(Ruling.YES);
    assertThat(
            read(
                    false,
                    true,
                    "{\"choices\": [{\"text\": \"No\", \"logprobs\": {\"top_logprobs\": [{\"Yes\": 7}]}}]}")
                .ruling())
        .isEqualTo(Ruling.NO);
  }

  @ParameterizedTest
  @CsvSource({"-1, -1"})
  void equallyLikelyIsUndecided(double yes, double no) {
    JudgedStatement judged =
        read(
            false,
            true,
            "{\"choices\": [{\"text\": \"Yes\", \"logprobs\": {\"top_logprobs\": [{\"Yes\": %s, \"No\": %s}]}}]}"
                .formatted(yes, no));
    assertThat(judged.fault()).isEqualTo(JudgeFault.UNDECIDED);
  }

  @Property
  void anyAnswerIsReadOrUnscorable(@ForAll String text, @ForAll boolean logprobs) {
    assertThat(said(text).ruling()).isIn(Ruling.YES, Ruling.NO, Ruling.UNSCORABLE);
    assertThat(read(true, logprobs, text).ruling()).isEqualTo(Ruling.UNSCORABLE);
  }
}
