package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Perplexity;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code preceptor perplexity}: the perplexity of a text under a model. */
@Command(
    name = "perplexity",
    description = {
      "Measures the perplexity of a text under a model.",
      "",
      "The exponential of the mean negative log-likelihood of all tokens but the first, as in the"
          + " paper's Appendix B. The tokens include the special tokens that the tokenizer adds to every"
          + " text.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor perplexity --model DIR --text 'The liver lies on the right.'",
      "  preceptor perplexity --model DIR --requests texts.jsonl",
      "",
      "A line of the requests file: {\"text\": \"The liver lies on the right.\"}"
    })
public final class MeasurePerplexity
    extends LanguageModelCommand<String, MeasurePerplexity.Answer> {

  @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
  private Optional<String> text;

  /** The result. */
  record Answer(
      @JsonProperty("token_ids") int[] tokenIds, @JsonProperty("perplexity") double perplexity)
      implements Printable {

    @Override
    public String text() {
      return "perplexity %.4f (%d tokens)".formatted(perplexity, tokenIds.length);
    }
  }

  @Override
  Set<String> fields() {
    return Set.of("text");
  }

  @Override
  String request(RequestOptions requests) {
    return text.orElseThrow(() -> requests.missing("--text"));
  }

  @Override
  String request(RequestLine line, RequestOptions requests) {
    return line.text("text").or(() -> text).orElseThrow(() -> requests.missing("text"));
  }

  @Override
  Answer answer(LanguageModel model, String asked) {
    Perplexity measured = Perplexity.of(model, asked);
    return new Answer(measured.tokenIds(), measured.value());
  }
}
