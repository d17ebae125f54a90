package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.roberta.Similarity;
import dev.preceptor.models.roberta.SimilarityModel;
import dev.preceptor.models.roberta.TextPair;
import dev.preceptor.models.torch.Compute;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code preceptor similarity}: the semantic similarity of two texts. */
@Command(
    name = "similarity",
    description = {
      "Measures the semantic similarity of two texts, from 0 to 1.",
      "",
      "Uses a RoBERTa cross-encoder with one label, such as cross-encoder/stsb-roberta-base, as in"
          + " the paper's Appendix B; the score is the sigmoid of its logit. If the two texts together are"
          + " too long, the longer one is truncated at its end.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor similarity --model DIR --a 'The lung is clear.' --b 'A clear lung.'",
      "  preceptor similarity --model DIR --requests pairs.jsonl",
      "",
      "A line of the requests file: {\"a\": \"The lung is clear.\", \"b\": \"A clear lung.\"}"
    })
public final class MeasureSimilarity
    extends ModelCommand<SimilarityModel, TextPair, MeasureSimilarity.Answer> {

  @Option(names = "--a", paramLabel = "TEXT", description = "The first text.")
  private Optional<String> a;

  @Option(names = "--b", paramLabel = "TEXT", description = "The second text.")
  private Optional<String> b;

  /** The result. */
  record Answer(
      @JsonProperty("input_ids") int[] inputIds,
      @JsonProperty("logit") double logit,
      @JsonProperty("score") double score)
      implements Printable {

    @Override
    public String text() {
      return "similarity %.4f (logit %.4f, %d tokens)".formatted(score, logit, inputIds.length);
    }
  }

  @Override
  SimilarityModel load(ModelSource source, Compute compute) {
    return SimilarityModel.load(source, compute);
  }

  @Override
  Set<String> fields() {
    return Set.of("a", "b");
  }

  @Override
  TextPair request(RequestOptions requests) {
    return new TextPair(
        a.orElseThrow(() -> requests.missing("--a")), b.orElseThrow(() -> requests.missing("--b")));
  }

  @Override
  TextPair request(RequestLine line, RequestOptions requests) {
    return new TextPair(
        line.text("a").or(() -> a).orElseThrow(() -> requests.missing("a")),
        line.text("b").or(() -> b).orElseThrow(() -> requests.missing("b")));
  }

  @Override
  Answer answer(SimilarityModel model, TextPair pair) {
    Similarity similarity = model.compare(pair);
    return new Answer(similarity.inputIds(), similarity.logit(), similarity.score());
  }
}
