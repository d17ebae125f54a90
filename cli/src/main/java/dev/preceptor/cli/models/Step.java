package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.training.step.GroupsFile;
import dev.preceptor.training.step.OfflineStep;
import dev.preceptor.training.step.StepSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor step}: one optimizer step, offline. */
@Command(
    name = "step",
    description = {
      "Takes one optimizer step on scored groups from a file.",
      "",
      "The file is a JSON object of groups, each with prompt, image and responses (token_ids, reward,"
          + " and optionally logprobs and ref_logprobs), and settings, which are recipe keys. The weights"
          + " after the step are written in the Hugging Face layout.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor step --model DIR --groups groups.json --out after",
      "  preceptor step --model DIR --groups groups.json --out after \\",
      "    --set algorithm=dr_grpo --set learning_rate=1e-5 --json"
    })
public final class Step implements Callable<Integer> {

  @Mixin private ModelOptions model;

  @Option(
      names = "--groups",
      paramLabel = "FILE",
      required = true,
      description = "The scored groups.")
  private Path groups;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the weights after the step.")
  private Path out;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of the images (default: the folder of FILE, then the model folder).")
  private Optional<Path> images;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a recipe key, overriding the settings in FILE; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    GroupsFile file = GroupsFile.read(groups);
    Recipe recipe = StepSettings.recipe(model.folder(), file.settings(), overrides);
    List<Path> folders =
        images
            .map(List::of)
            .orElseGet(() -> List.of(groups.toAbsolutePath().getParent(), model.folder()));
    try (Checkpoint checkpoint = model.open()) {
      OfflineStep.Outcome outcome =
          OfflineStep.take(checkpoint, recipe, file.groups(), folders, out, model.compute());
      result.print(json(outcome), text(outcome));
    }
    return ExitCode.SUCCESS;
  }

  private static Map<String, Object> json(OfflineStep.Outcome outcome) {
    Map<String, Object> json = new LinkedHashMap<>(outcome.metrics());
    json.put("advantages", outcome.advantages());
    return json;
  }

  private static String text(OfflineStep.Outcome outcome) {
    return outcome.metrics().entrySet().stream()
        .map(metric -> "%-42s %.6g".formatted(metric.getKey(), metric.getValue()))
        .collect(Collectors.joining("\n"));
  }
}
