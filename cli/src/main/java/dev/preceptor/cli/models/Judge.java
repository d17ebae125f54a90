package dev.preceptor.cli.models;

import com.fasterxml.jackson.annotation.JsonProperty;
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
      "Has a model judge whether a statement is medically coherent.",
      "",
      "Asks by the paper's Fig. 1 prompt and compares the log-probabilities of \" Yes\" and"
          + " \" No\". What cannot be judged is unscorable, never a no.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor judge --model DIR --statement 'The liver lies on the right.'",
      "  preceptor judge --model DIR --requests statements.jsonl",
      "  preceptor judge --url http://host:8000/v1 --model NAME --api-key-env MY_KEY --statement T",
      "",
      "A line of requests: {\"statement\": \"The liver lies on the right.\"}"
    })
public final class Judge extends ModelCommand<Judge.OpenedJudge, Judge.Request, Judge.Answer> {

  private static final Set<String> FIELDS = Set.of("statement", "chat");

  @Option(names = "--statement", paramLabel = "TEXT", description = "What to judge.")
  private Optional<String> statement;

  @Option(
      names = "--chat",
      description = "Put the prompt as a user turn of the model's chat template.")
  private boolean chat;

  @Mixin private EndpointOptions endpoint;

  /** Who judges, here or elsewhere. */
  interface OpenedJudge extends AutoCloseable {

    /** {@code chat}: as a turn of the model's chat template; a server knows that itself. */
    JudgedStatement judge(String statement, boolean chat);

    @Override
    void close();
  }

  private record Here(LanguageModel model) implements OpenedJudge {

    @Override
    public JudgedStatement judge(String statement, boolean chat) {
      return new SemanticJudge(new LanguageModelScorer(model, chat)).judge(statement);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private record Elsewhere(EndpointJudge server) implements OpenedJudge {

    @Override
    public JudgedStatement judge(String statement, boolean chat) {
      return server.judge(statement);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** What is asked for. */
  record Request(String statement, boolean chat) {}

  /** What comes out; an unscorable statement has no log-probabilities, and {@code why} tells. */
  record Answer(
      @JsonProperty("prompt_ids") int[] promptIds,
      @JsonProperty("yes_logprob") Double yesLogprob,
      @JsonProperty("no_logprob") Double noLogprob,
      @JsonProperty("verdict") String verdict,
      @JsonProperty("why") String why)
      implements Answered {

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
  OpenedJudge open(ModelOptions options) {
    return endpoint
        .settings(options.folder().toString())
        .<OpenedJudge>map(settings -> new Elsewhere(new EndpointJudge(settings)))
        .orElseGet(() -> super.open(options));
  }

  @Override
  OpenedJudge load(ModelSource source, Compute compute) {
    return new Here(LanguageModel.load(source, compute));
  }

  @Override
  Answer answer(OpenedJudge judge, Request request) {
    return Answer.of(judge.judge(request.statement(), request.chat()));
  }
}
