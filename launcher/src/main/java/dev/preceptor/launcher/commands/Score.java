package dev.preceptor.launcher.commands;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.launcher.ExitCode;
import dev.preceptor.launcher.HelpOption;
import dev.preceptor.launcher.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Prompt;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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
public final class Score implements Callable<Integer> {

  private static final Set<String> FIELDS = Set.of("prompt", "image", "raw", "completion");

  @Mixin private ModelOptions model;
  @Mixin private PromptOptions prompt;

  @Option(names = "--completion", paramLabel = "TEXT", description = "The answer.")
  private Optional<String> completion;

  @Mixin private RequestOptions requests;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** What is asked for. */
  private record Request(PromptOptions.Asked asked, String completion) {}

  /** What comes out; {@code image_grid_thw} is null without a picture. */
  private record Answer(
      @JsonProperty("prompt_ids") int[] promptIds,
      @JsonProperty("completion_ids") int[] completionIds,
      @JsonProperty("logprobs") float[] logprobs,
      @JsonProperty("image_grid_thw") int[] imageGridThw,
      @JsonProperty("position_ids") long[][] positionIds) {

    String text() {
      double sum = 0;
      for (float logprob : logprobs) {
        sum += logprob;
      }
      return "%d tokens, log-probability %.4f (%.4f a token)"
          .formatted(logprobs.length, sum, sum / logprobs.length);
    }
  }

  @Override
  public Integer call() {
    if (requests.given()) {
      List<RequestOptions.Placed<Request>> all = requests.read(FIELDS, this::request);
      try (LanguageModel loaded = model.load()) {
        requests.answer(all, request -> answer(loaded, request));
      }
    } else {
      Request request =
          new Request(
              prompt.asked(requests),
              completion.orElseThrow(() -> requests.missing("--completion")));
      try (LanguageModel loaded = model.load()) {
        Answer answer = answer(loaded, request);
        result.print(answer, answer.text());
      }
    }
    return ExitCode.SUCCESS;
  }

  private Request request(RequestLine line) {
    return new Request(
        prompt.asked(line, requests),
        line.text("completion")
            .or(() -> completion)
            .orElseThrow(() -> requests.missing("completion")));
  }

  private static Answer answer(LanguageModel model, Request request) {
    Prompt prompt = request.asked().prompt(model);
    int[] ids = model.tokenizer().encode(request.completion());
    int most = model.architecture().maxPositionEmbeddings();
    if (prompt.ids().length + ids.length > most) {
      throw new InputException(
          "prompt of %d and completion of %d tokens: the model takes %d together"
              .formatted(prompt.ids().length, ids.length, most));
    }
    dev.preceptor.models.language.Score score = model.score(prompt, ids);
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
