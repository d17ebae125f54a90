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

/** {@code preceptor generate}: samples of a model. */
@Command(
    name = "generate",
    description = {
      "Samples responses of a model.",
      "",
      "The prompt becomes a user turn of the model's chat template. The same seed gives the same"
          + " responses; temperature 0 takes the likeliest token each time.",
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
      "A line of requests: {\"prompt\": \"…\", \"image\": \"ct.png\", \"n\": 4, \"seed\": 7}"
    })
public final class Generate extends LanguageModelCommand<Generate.Request, Generate.Answer> {

  private static final Set<String> FIELDS =
      Set.of("prompt", "image", "raw", "n", "temperature", "seed", "max_new_tokens", "suppress");

  @Mixin private PromptOptions prompt;

  @Option(
      names = "--n",
      paramLabel = "N",
      defaultValue = "1",
      description = "Responses (default: ${DEFAULT-VALUE}).")
  private int n;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1.0",
      description = "Divides the logits; 0 is greedy (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Response r draws from the stream (seed, r) (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Length limit of a response (default: ${DEFAULT-VALUE}).")
  private int maxNewTokens;

  @Option(
      names = "--suppress",
      paramLabel = "ID",
      split = ",",
      description = "Token ids that are never sampled, with commas between them.")
  private List<Integer> suppress = List.of();

  /** What is asked for. */
  record Request(PromptOptions.Asked asked, int n, long seed, Sampling sampling) {

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

  /** What comes out. */
  record Answer(
      @JsonProperty("prompt_ids") int[] promptIds,
      @JsonProperty("responses") List<Response> responses)
      implements Answered {

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
        prompt.asked(requests), n, seed, new Sampling(temperature, maxNewTokens, suppress));
  }

  @Override
  Request request(RequestLine line, RequestOptions requests) {
    return new Request(
        prompt.asked(line, requests),
        line.integer("n").orElse(n),
        line.longInteger("seed").orElse(seed),
        new Sampling(
            line.decimal("temperature").orElse(temperature),
            line.integer("max_new_tokens").orElse(maxNewTokens),
            line.integers("suppress").orElse(suppress)));
  }

  @Override
  Answer answer(LanguageModel model, Request request) {
    TokenizedPrompt prompt = request.asked().prompt(model);
    long tokens = prompt.ids().length + (long) request.sampling().maxNewTokens();
    int most = model.architecture().maxPositionEmbeddings();
    if (tokens > most) {
      throw new InputException(
          "prompt of %d tokens and max_new_tokens %d: the model takes %d together"
              .formatted(prompt.ids().length, request.sampling().maxNewTokens(), most));
    }
    List<Completion> completions =
        model
            .generate(List.of(prompt), request.n(), request.sampling(), new long[] {request.seed()})
            .get(0);
    return new Answer(prompt.ids(), completions.stream().map(Response::of).toList());
  }
}
