package dev.preceptor.cli.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.NearestName;
import dev.preceptor.recipe.RecipeKey;
import dev.preceptor.recipe.RecipeReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code preceptor recipe keys}: the reference of recipe keys. */
@Command(
    name = "keys",
    description = {
      "Lists recipe keys with type, bounds, default and meaning.",
      "",
      "A key can be set in a recipe or with --set KEY=VALUE. phantom.train is the key"
          + " train of the mapping phantom; rewards[].name is the key name of each entry of the"
          + " list rewards.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor recipe keys                    every key",
      "  preceptor recipe keys 'adam_*'           those whose names match",
      "  preceptor recipe keys pixels --job sft   those of sft whose names contain pixels",
      "  preceptor recipe keys --markdown > docs/reference/recipe.md"
    })
public final class RecipeKeysCommand implements Callable<Integer> {

  private static final int KEY_COLUMNS = 31;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "Only keys whose names contain this; * stands for any characters.")
  private Optional<String> pattern = Optional.empty();

  @Option(
      names = "--job",
      paramLabel = "train|sft|dpo|eval",
      description = "Only keys that this command reads.")
  private Optional<Job> job = Optional.empty();

  @Option(names = "--markdown", description = "Write the reference page in Markdown.")
  private boolean markdown;

  @Spec private CommandSpec command;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** What comes out. */
  private record Answer(@JsonProperty("keys") List<RecipeKey> keys) {}

  @Override
  public Integer call() {
    if (markdown && result.json()) {
      throw new ParameterException(
          command.commandLine(), "--json and --markdown cannot be combined; use one of them");
    }
    List<RecipeKey> keys =
        RecipeKey.all().stream()
            .filter(key -> job.map(key.jobs()::contains).orElse(true))
            .filter(key -> pattern.map(part -> contains(key.key(), part)).orElse(true))
            .toList();
    if (keys.isEmpty()) {
      throw new InputException(
          "%s: no key has a name like this; did you mean %s?"
              .formatted(pattern.orElseThrow(), NearestName.to(pattern.get(), RecipeKey.names())));
    }
    result.print(new Answer(keys), markdown ? RecipeReference.markdown(keys) : text(keys));
    return ExitCode.SUCCESS;
  }

  private static boolean contains(String name, String pattern) {
    return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q")).matcher(name).find();
  }

  private String text(List<RecipeKey> keys) {
    StringBuilder text = new StringBuilder();
    var colors = command.commandLine().getColorScheme();
    int width = command.usageMessage().width();
    RecipeReference.grouped(keys)
        .forEach(
            (group, members) -> {
              var table =
                  TextTable.forColumns(
                      colors,
                      new Column(KEY_COLUMNS, 2, Overflow.SPAN),
                      new Column(width - KEY_COLUMNS, 2, Overflow.WRAP));
              table.indentWrappedLines = 0;
              for (RecipeKey key : members) {
                table.addRowValues(key.key(), key.meaning());
                table.addRowValues("", facts(key));
              }
              text.append(colors.text("%n@|bold %s|@%n".formatted(group))).append(table);
            });
    return text.toString().strip();
  }

  /** Such as: (whole number, 1 to 4096 questions; default 8; train only). */
  private static String facts(RecipeKey key) {
    StringBuilder facts = new StringBuilder("(").append(key.type());
    if (!key.bounds().isEmpty()) {
      facts.append(", ").append(key.bounds());
    }
    if (!key.initial().isEmpty()) {
      facts.append("; default ").append(key.initial());
    }
    if (!key.readers().isEmpty()) {
      facts.append("; ").append(key.readers());
    }
    if (!key.trl().isEmpty()) {
      facts.append("; TRL: ").append(key.trl());
    }
    return facts.append(")").toString();
  }
}
