package dev.preceptor.launcher.commands;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.vqa.judge.Judged;
import dev.preceptor.vqa.judge.LanguageModelScorer;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import picocli.CommandLine.Command;
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
      "",
      "A line of requests: {\"statement\": \"The liver lies on the right.\"}"
    })
public final class Judge extends LanguageModelCommand<Judge.Request, Judge.Answer> {

  private static final Set<String> FIELDS = Set.of("statement", "chat");

  @Option(names = "--statement", paramLabel = "TEXT", description = "What to judge.")
  private Optional<String> statement;

  @Option(
      names = "--chat",
      description = "Put the prompt as a user turn of the model's chat template.")
  private boolean chat;

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

    static Answer of(Judged judged) {
      return new Answer(
          judged.promptIds(),
          number(judged.yesLogprob()),
          number(judged.noLogprob()),
          judged.ruling().name().toLowerCase(Locale.ROOT),
          judged.why());
    }

    private static Double number(OptionalDouble logprob) {
      return logprob.isPresent() ? logprob.getAsDouble() : null;
    }

    @Override
    public String text() {
      return yesLogprob == null
          ? verdict + ": " + why
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
  Answer answer(LanguageModel model, Request request) {
    SemanticJudge judge = new SemanticJudge(new LanguageModelScorer(model, request.chat()));
    return Answer.of(judge.judge(request.statement()));
  }
}
