package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.InputException;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor score}: what a model thinks of a given answer. */
@Command(
    name = "score",
    description = {
      "Tells what a model thinks of a given answer.",
      "",
      "Gives each token's log-probability at temperature 1. Special tokens written in the answer,"
          + " such as <|im_end|>, are taken for what they are.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor score --model DIR --image ct.png --prompt 'Which organ is shown?' \\",
      "    --completion '<answer>B</answer><|im_end|>' --json",
      "  preceptor score --model DIR --requests answers.jsonl",
      "",
      "A line of requests: {\"prompt\": \"…\", \"image\": \"ct.png\", \"completion\": \"…\"}"
    })
public final class Score extends LanguageModelCommand<Score.Request, Score.Answer> {

  private static final Set<String> FIELDS = Set.of("prompt", "image", "raw", "completion");

  @Mixin private PromptOptions prompt;

  @Option(names = "--completion", paramLabel = "TEXT", description = "The answer.")
  private Optional<String> completion;

  /** What is asked for. */
  record Request(PromptOptions.Asked asked, String completion) {}

  /** What comes out; {@code image_grid_thw} is null without a image. */
  record Answer(
      @JsonProperty("prompt_ids") int[] promptIds,
      @JsonProperty("completion_ids") int[] completionIds,
      @JsonProperty("logprobs") float[] logprobs,
      @JsonProperty("image_grid_thw") int[] imageGridThw,
      @JsonProperty("position_ids") long[][] positionIds)
      implements Answered {

    @Override
    public String text() {
      double sum = 0;
      for (float logprob : logprobs) {
        sum += logprob;
      }
      return "%d tokens, log-probability %.4f (%.4f a token)"
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
        prompt.asked(requests), completion.orElseThrow(() -> requests.missing("--completion")));
  }

  @Override
  Request request(RequestLine line, RequestOptions requests) {
    return new Request(
        prompt.asked(line, requests),
        line.text("completion")
            .or(() -> completion)
            .orElseThrow(() -> requests.missing("completion")));
  }

  @Override
  Answer answer(LanguageModel model, Request request) {
    TokenizedPrompt prompt = request.asked().prompt(model);
    int[] ids = model.tokenizer().encode(request.completion());
    int most = model.architecture().maxPositionEmbeddings();
    if (prompt.ids().length + ids.length > most) {
      throw new InputException(
          "prompt of %d and completion of %d tokens: the model takes %d together"
              .formatted(prompt.ids().length, ids.length, most));
    }
    dev.preceptor.models.language.ScoredCompletion score = model.score(prompt, ids);
    return new Answer(
        prompt.ids(),
        ids,
        score.logprobs(),
        prompt.image().map(image -> thw(image.grid())).orElse(null),
        score.positionIds());
  }

  private static int[] thw(ImageGrid grid) {
    return new int[] {grid.t(), grid.h(), grid.w()};
  }
}
