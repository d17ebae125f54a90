package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor generate}: samples responses from a model. */
@Command(
    name = "generate",
    description = {
      "Samples responses from a model.",
      "",
      "The prompt is put into the model's chat template as a user turn. The same seed gives the"
          + " same responses; temperature 0 decodes greedily.",
      "",
      "If the chat template's generation prompt opens the response, with <think> for example, the"
          + " text of a response begins with that (opening in the JSON result); its tokens are"
          + " those sampled.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor generate --model recipes/phantom-policy --prompt 'Hello.'",
      "  preceptor generate --model DIR --image ct.png --n 4 --temperature 1 \\",
      "    --prompt 'Which organ is shown?' --json",
      "  preceptor generate --model DIR --requests questions.jsonl",
      "",
      "A line of the requests file: {\"prompt\": \"…\", \"image\": \"ct.png\", \"n\": 4, \"seed\":"
          + " 7}"
    })
public final class Generate extends LanguageModelCommand<Generate.Request, Generate.Answer> {

  private static final Set<String> FIELDS =
      PromptOptions.fields("n", "temperature", "seed", "max_new_tokens", "suppress");

  @Mixin private PromptOptions prompt;

  @Option(
      names = "--n",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of responses (default: ${DEFAULT-VALUE}).")
  private int n;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1.0",
      description = "Sampling temperature; 0 decodes greedily (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Random seed; response r uses the stream (seed, r) (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Maximum length of a response in tokens (default: ${DEFAULT-VALUE}).")
  private int maxNewTokens;

  @Option(
      names = "--suppress",
      paramLabel = "ID",
      split = ",",
      description = "Token ids that are never sampled, separated by commas.")
  private List<Integer> suppress = List.of();

  /** The parsed request. */
  record Request(PromptOptions.Input input, int n, long seed, Sampling sampling) {

    Request {
      Bounds.require("n", n, 1, Bounds.MAX_RESPONSES);
      Bounds.require("max_new_tokens", sampling.maxNewTokens(), 1, Bounds.MAX_NEW_TOKENS);
      Bounds.require(
          "n times max_new_tokens",
          (long) n * sampling.maxNewTokens(),
          1,
          Bounds.MAX_RESPONSE_TOKENS);
    }
  }

  /** One response. */
  private record Response(
      @JsonProperty("token_ids") int[] tokenIds,
      @JsonProperty("logprobs") float[] logprobs,
      @JsonProperty("text") String text,
      @JsonProperty("finish") String finish) {

    static Response of(Completion completion) {
      return new Response(
          completion.tokenIds(),
          completion.logprobs(),
          completion.text(),
          completion.finish().name().toLowerCase(Locale.ROOT));
    }
  }

  /** The result. */
  record Answer(
      @JsonProperty("prompt_ids") int[] promptIds,
      @JsonProperty("opening") String opening,
      @JsonProperty("responses") List<Response> responses)
      implements Printable {

    @Override
    public String text() {
      return responses.stream()
          .map(
              response ->
                  "%s\n(%s after %d tokens)"
                      .formatted(response.text, response.finish, response.tokenIds.length))
          .collect(Collectors.joining("\n\n"));
    }
  }

  @Override
  Set<String> fields() {
    return FIELDS;
  }

  @Override
  Request request(RequestOptions requests) {
    return new Request(
        prompt.input(requests), n, seed, new Sampling(temperature, maxNewTokens, suppress));
  }

  @Override
  Request request(RequestLine line, RequestOptions requests) {
    return new Request(
        prompt.input(line, requests),
        line.integer("n").orElse(n),
        line.longInteger("seed").orElse(seed),
        new Sampling(
            line.decimal("temperature").orElse(temperature),
            line.integer("max_new_tokens").orElse(maxNewTokens),
            line.integers("suppress").orElse(suppress)));
  }

  @Override
  Answer answer(LanguageModel model, Request request) {
    TokenizedPrompt prompt = request.input().prompt(model);
    long tokens = prompt.ids().length + (long) request.sampling().maxNewTokens();
    int maxTokens = model.architecture().maxPositionEmbeddings();
    if (tokens > maxTokens) {
      throw new InputException(
          "prompt of %d tokens plus max_new_tokens %d: more than the model's %d positions; reduce one of them"
              .formatted(prompt.ids().length, request.sampling().maxNewTokens(), maxTokens));
    }
    List<Completion> completions =
        model
            .generate(List.of(prompt), request.n(), request.sampling(), new long[] {request.seed()})
            .get(0);
    return new Answer(
        prompt.ids(), prompt.opening(), completions.stream().map(Response::of).toList());
  }
}
