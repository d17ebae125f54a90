package dev.preceptor.cli.data;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.PromptLengths;
import dev.preceptor.vqa.PromptLimit;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.statistics.DataStatistics;
import dev.preceptor.vqa.statistics.Leakage;
import dev.preceptor.vqa.statistics.Quantiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor data stats}: what a file of questions holds. */
@Command(
    name = "stats",
    description = {
      "Counts what a PMC-VQA file holds: letters, images, repeated questions.",
      "",
      "With --model also the lengths of prompts in its tokens, and how many --max-prompt-length"
          + " would leave out. With --against also how many questions another file, such as the"
          + " training file, has too: by the image's content, by the text, and by both.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor data stats --csv test.csv --images images",
      "  preceptor data stats --csv test.csv --images images --against train.csv",
      "  preceptor data stats --csv test.csv --images images --model weights/Qwen2-VL-2B-Instruct"
    })
public final class DataStats implements Callable<Integer> {

  @Mixin private QuestionsOptions source;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "Count the questions that this file has too.")
  private Optional<Path> against;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Measure prompts in the tokens of this model.")
  private Optional<Path> model;

  @Option(
      names = "--max-prompt-length",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Count longer prompts (default: ${DEFAULT-VALUE}).")
  private int maxPromptLength;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    PmcVqa read = PmcVqa.read(source.csv(), source.images());
    List<Question> questions = read.requireQuestions("--csv " + source.csv());
    DataStatistics counts = DataStatistics.of(questions, read::imageSize);
    Optional<Leakage> leakage =
        against.map(
            file ->
                Leakage.of(
                    questions,
                    PmcVqa.read(file, source.images()).requireQuestions("--against " + file),
                    Sha256::ofFile));
    Optional<PromptLengths> lengths = model.map(folder -> lengths(folder, read, questions));
    result.print(
        json(counts, read.rejected().size(), leakage, lengths),
        text(counts, read.rejected().size(), leakage, lengths));
    return ExitCode.SUCCESS;
  }

  private PromptLengths lengths(Path folder, PmcVqa read, List<Question> questions) {
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Processor processor = Architecture.of(checkpoint).processor(checkpoint)) {
      return PromptLengths.of(
          "--csv " + source.csv(),
          questions,
          read::imageSize,
          QuestionPrompts.of(
              PromptTemplate.byName("chat"), processor, OptionalInt.empty(), OptionalInt.empty()),
          PromptLimit.ofRecipe(maxPromptLength),
          measured -> {});
    }
  }

  private static Map<String, Object> json(
      DataStatistics counts,
      int rejected,
      Optional<Leakage> leakage,
      Optional<PromptLengths> lengths) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("questions", counts.questions());
    json.put("rejected", rejected);
    json.put("repeated", counts.repeated());
    json.put("letters", counts.letters());
    json.put("constant_letter_accuracy", counts.constantLetter());
    json.put("longest_choice_accuracy", counts.longestChoice());
    json.put("images", counts.images());
    json.put("width", counts.width());
    json.put("height", counts.height());
    leakage.ifPresent(
        same ->
            json.put(
                "against",
                Map.of(
                    "same_image", same.sameImage(),
                    "same_question", same.sameQuestion(),
                    "same_both", same.sameBoth())));
    lengths.ifPresent(
        prompts ->
            json.put(
                "prompt_tokens",
                Map.of(
                    "min", prompts.shortest(),
                    "max", prompts.longest(),
                    "too_long", prompts.tooLong())));
    return json;
  }

  private String text(
      DataStatistics counts,
      int rejected,
      Optional<Leakage> leakage,
      Optional<PromptLengths> lengths) {
    StringBuilder text = new StringBuilder();
    text.append(
        "questions      %,7d  %,d rows rejected, %,d repeat an earlier question\n"
            .formatted(counts.questions(), rejected, counts.repeated()));
    counts
        .letters()
        .forEach(
            (letter, n) ->
                text.append(
                    "answer is %c    %,7d  %.1f %%\n"
                        .formatted(letter, n, 100.0 * n / counts.questions())));
    text.append(
        "same letter    %6.1f %%  accuracy of always answering the most common letter\n"
            .formatted(100 * counts.constantLetter()));
    text.append(
        "longest choice %6.1f %%  accuracy of always answering the longest choice\n"
            .formatted(100 * counts.longestChoice()));
    text.append("images         %,7d\n".formatted(counts.images()));
    text.append("width          %s\n".formatted(text(counts.width())));
    text.append("height         %s".formatted(text(counts.height())));
    leakage.ifPresent(
        same ->
            text.append(
                "\nalso in %s: %,d the image, %,d the question, %,d both"
                    .formatted(
                        against.orElseThrow(),
                        same.sameImage(),
                        same.sameQuestion(),
                        same.sameBoth())));
    lengths.ifPresent(
        prompts ->
            text.append(
                "\nprompts        %,7d  to %,d tokens, %,d longer than %,d"
                    .formatted(
                        prompts.shortest(),
                        prompts.longest(),
                        prompts.tooLong(),
                        maxPromptLength)));
    return text.toString();
  }

  private static String text(Quantiles pixels) {
    return "%,7d  to %,d pixels, median %,d, 95 %% no more than %,d"
        .formatted(pixels.min(), pixels.max(), pixels.median(), pixels.p95());
  }
}
