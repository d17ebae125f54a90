package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.judge.EndpointJudge;
import dev.preceptor.vqa.judge.JudgedStatement;
import dev.preceptor.vqa.judge.LanguageModelScorer;
import dev.preceptor.vqa.judge.Ruling;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor judge}: the semantic judge. */
@Command(
    name = "judge",
    description = {
      "Asks a model whether a statement is medically coherent.",
      "",
      "Uses the prompt of the paper's Fig. 1 and compares the log-probabilities of \" Yes\" and"
          + " \" No\". A statement that cannot be judged gets the verdict unscorable, never no.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor judge --model DIR --statement 'The liver lies on the right.'",
      "  preceptor judge --model DIR --requests statements.jsonl",
      "  preceptor judge --url http://host:8000/v1 --model NAME --api-key-env MY_KEY --statement T",
      "",
      "A line of the requests file: {\"statement\": \"The liver lies on the right.\"}"
    })
public final class Judge extends ModelCommand<Judge.Backend, Judge.Request, Judge.Answer> {

  private static final Set<String> FIELDS = Set.of("statement", "chat");

  @Option(names = "--statement", paramLabel = "TEXT", description = "The statement to judge.")
  private Optional<String> statement;

  @Option(
      names = "--chat",
      description = "Put the prompt into the model's chat template as a user turn.")
  private boolean chat;

  @Mixin private AdapterOption adapter;
  @Mixin private EndpointOptions endpoint;

  /** The judging model: in this process or behind a server. */
  interface Backend extends AutoCloseable {

    /**
     * Judges a statement.
     *
     * @param chat whether to use the model's chat template; a server decides that itself
     */
    JudgedStatement judge(String statement, boolean chat);

    @Override
    void close();
  }

  private record LocalModel(LanguageModel model) implements Backend {

    @Override
    public JudgedStatement judge(String statement, boolean chat) {
      return new SemanticJudge(new LanguageModelScorer(model, chat)).judge(statement);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private record Server(EndpointJudge server) implements Backend {

    @Override
    public JudgedStatement judge(String statement, boolean chat) {
      return server.judge(statement);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** The parsed request. */
  record Request(String statement, boolean chat) {}

  /**
   * The result; an unscorable statement has no log-probabilities, and {@code why} has the reason.
   */
  record Answer(
      @JsonProperty("prompt_ids") int[] promptIds,
      @JsonProperty("yes_logprob") Double yesLogprob,
      @JsonProperty("no_logprob") Double noLogprob,
      @JsonProperty("verdict") String verdict,
      @JsonProperty("why") String why)
      implements Printable {

    static Answer of(JudgedStatement judged) {
      return new Answer(
          judged.promptIds(),
          number(judged.yesLogprob()),
          number(judged.noLogprob()),
          (judged.ruling() == Ruling.AWAY ? Ruling.UNSCORABLE : judged.ruling()).label(),
          judged.why());
    }

    private static Double number(OptionalDouble logprob) {
      return logprob.isPresent() ? logprob.getAsDouble() : null;
    }

    @Override
    public String text() {
      if (!why.isEmpty()) {
        return verdict + ": " + why;
      }
      return yesLogprob == null || noLogprob == null
          ? verdict
          : "%s (log-probability of Yes %.4f, of No %.4f)"
              .formatted(verdict, yesLogprob, noLogprob);
    }
  }

  @Override
  Set<String> fields() {
    return FIELDS;
  }

  @Override
  Request request(RequestOptions requests) {
    return new Request(statement.orElseThrow(() -> requests.missing("--statement")), chat);
  }

  @Override
  Request request(RequestLine line, RequestOptions requests) {
    return new Request(
        line.text("statement").or(() -> statement).orElseThrow(() -> requests.missing("statement")),
        line.flag("chat").orElse(chat));
  }

  @Override
  Backend open(ModelOptions options) {
    return endpoint
        .settings(options.folder().toString())
        .<Backend>map(
            settings -> {
              adapter
                  .folder()
                  .ifPresent(
                      given -> {
                        throw new InputException(
                            "--adapter %s: does not apply to a server; remove it".formatted(given));
                      });
              return new Server(new EndpointJudge(settings));
            })
        .orElseGet(() -> super.open(options));
  }

  @Override
  Backend load(ModelSource source, Compute compute) {
    return new LocalModel(adapter.load(source, compute));
  }

  @Override
  Answer answer(Backend backend, Request request) {
    return Answer.of(backend.judge(request.statement(), request.chat()));
  }
}
