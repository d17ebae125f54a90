package dev.preceptor.launcher.commands;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.launcher.ExitCode;
import dev.preceptor.launcher.HelpOption;
import dev.preceptor.launcher.ResultOptions;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunction;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor grade}: what each reward gives for a text. */
@Command(
    name = "grade",
    description = {
      "Shows what each reward gives for a response, and why.",
      "",
      "The response is a whole one, <think> included. A choice may carry its letter.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor grade --response '<think>a bean</think><answer>B</answer>' \\",
      "    --choices A:Liver B:Kidney C:Spleen D:Lung --answer B",
      "  preceptor grade --requests responses.jsonl",
      "",
      "A line of requests: {\"response\": \"…\", \"choices\": [\"Liver\", …], \"answer\": \"B\"}"
    })
public final class GradeResponse implements Callable<Integer> {

  private static final Set<String> FIELDS = Set.of("response", "choices", "answer");

  @Option(names = "--response", paramLabel = "TEXT", description = "What the model wrote.")
  private Optional<String> response;

  @Option(
      names = "--choices",
      paramLabel = "TEXT",
      arity = "1..26",
      description = "The texts of A, B, C and D.")
  private List<String> choices = List.of();

  @Option(names = "--answer", paramLabel = "LETTER", description = "The right choice's letter.")
  private Optional<String> answer;

  @Mixin private RequestOptions requests;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** What comes out, by the rewards' names. */
  private record Answer(
      @JsonProperty("rewards") Map<String, Double> rewards,
      @JsonProperty("why") Map<String, String> why) {

    String text() {
      return rewards.entrySet().stream()
          .map(e -> "%-10s %4.2f  %s".formatted(e.getKey(), e.getValue(), why.get(e.getKey())))
          .collect(Collectors.joining("\n"));
    }
  }

  @Override
  public Integer call() {
    if (requests.given()) {
      requests.answer(requests.read(FIELDS, this::graded), GradeResponse::answer);
    } else {
      if (choices.isEmpty()) {
        throw requests.missing("--choices");
      }
      Graded graded =
          Graded.of(
              response.orElseThrow(() -> requests.missing("--response")),
              choices,
              answer.orElseThrow(() -> requests.missing("--answer")));
      Answer given = answer(graded);
      result.print(given, given.text());
    }
    return ExitCode.SUCCESS;
  }

  private Graded graded(RequestLine line) {
    List<String> given = line.texts("choices").orElse(choices);
    if (given.isEmpty()) {
      throw requests.missing("choices");
    }
    return Graded.of(
        line.text("response").or(() -> response).orElseThrow(() -> requests.missing("response")),
        given,
        line.text("answer").or(() -> answer).orElseThrow(() -> requests.missing("answer")));
  }

  private static Answer answer(Graded graded) {
    Map<String, Double> rewards = new LinkedHashMap<>();
    Map<String, String> why = new LinkedHashMap<>();
    for (RewardFunction reward : RewardFunctions.all()) {
      Grade grade = reward.grade(graded);
      rewards.put(reward.name(), grade.value());
      why.put(reward.name(), grade.why());
    }
    return new Answer(rewards, why);
  }
}
