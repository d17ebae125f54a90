package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.InputException;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor score}: the log-probability of a given answer. */
@Command(
    name = "score",
    description = {
      "Computes the log-probability of a given answer under a model.",
      "",
      "Computes it for each token, at temperature 1. Special tokens in the answer, such as"
          + " <|im_end|>, are recognized as such.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor score --model DIR --image ct.png --prompt 'Which organ is shown?' \\",
      "    --completion '<answer>B</answer><|im_end|>' --json",
      "  preceptor score --model DIR --requests answers.jsonl",
      "",
      "A line of the requests file: {\"prompt\": \"…\", \"image\": \"ct.png\", \"completion\":"
          + " \"…\"}"
    })
public final class Score extends LanguageModelCommand<Score.Request, Score.Answer> {

  private static final Set<String> FIELDS = PromptOptions.fields("completion");

  @Mixin private PromptOptions prompt;

  @Option(names = "--completion", paramLabel = "TEXT", description = "The answer.")
  private Optional<String> completion;

  /** The parsed request. */
  record Request(PromptOptions.Input input, String completion) {}

  /**
   * The result.
   *
   * @param imageGridThw the grid of the first image; null without an image
   * @param imageGridsThw the grids of all images, in the prompt's order
   */
  record Answer(
      @JsonProperty("prompt_ids") int[] promptIds,
      @JsonProperty("completion_ids") int[] completionIds,
      @JsonProperty("logprobs") float[] logprobs,
      @JsonProperty("image_grid_thw") int[] imageGridThw,
      @JsonProperty("image_grids_thw") List<int[]> imageGridsThw,
      @JsonProperty("position_ids") long[][] positionIds)
      implements Printable {

    @Override
    public String text() {
      double sum = 0;
      for (float logprob : logprobs) {
        sum += logprob;
      }
      return "%d tokens, log-probability %.4f (%.4f per token)"
          .formatted(logprobs.length, sum, sum / logprobs.length);
    }
  }

  @Override
  Set<String> fields() {
    return FIELDS;
  }

  @Override
  Request request(RequestOptions requests) {
    return new Request(
        prompt.input(requests), completion.orElseThrow(() -> requests.missing("--completion")));
  }

  @Override
  Request request(RequestLine line, RequestOptions requests) {
    return new Request(
        prompt.input(line, requests),
        line.text("completion")
            .or(() -> completion)
            .orElseThrow(() -> requests.missing("completion")));
  }

  @Override
  Answer answer(LanguageModel model, Request request) {
    TokenizedPrompt prompt = request.input().prompt(model);
    int[] ids = model.tokenizer().encode(request.completion());
    int maxTokens = model.architecture().maxPositionEmbeddings();
    if (prompt.ids().length + ids.length > maxTokens) {
      throw new InputException(
          "prompt of %d plus completion of %d tokens: more than the model's %d positions; shorten one of them"
              .formatted(prompt.ids().length, ids.length, maxTokens));
    }
    dev.preceptor.models.language.ScoredCompletion score = model.score(prompt, ids);
    List<int[]> grids = prompt.images().stream().map(image -> thw(image.patches().grid())).toList();
    return new Answer(
        prompt.ids(),
        ids,
        score.logprobs(),
        grids.isEmpty() ? null : grids.get(0),
        grids,
        score.positionIds());
  }

  private static int[] thw(ImageGrid grid) {
    return new int[] {grid.t(), grid.h(), grid.w()};
  }
}
