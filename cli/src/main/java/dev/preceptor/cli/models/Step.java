package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.training.step.DemonstrationsFile;
import dev.preceptor.training.step.GroupsFile;
import dev.preceptor.training.step.ImagePlaces;
import dev.preceptor.training.step.OfflineStep;
import dev.preceptor.training.step.PairsFile;
import dev.preceptor.training.step.PreferenceStep;
import dev.preceptor.training.step.StepSettings;
import dev.preceptor.training.step.SupervisedStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor step}: one optimizer step, offline. */
@Command(
    name = "step",
    description = {
      "Takes one optimizer step on scored groups, demonstrations or preference pairs from a file.",
      "",
      "The file is a JSON object with one of the lists below and, optionally, settings, which are"
          + " recipe keys. The weights after the step are written in the Hugging Face layout; with"
          + " --adapter only the adapter is trained, and is written as PEFT does.",
      "",
      "  groups   prompt, image, responses (token_ids, reward, and optionally logprobs, ref_logprobs)",
      "  rows     prompt, image, completion: the mean loss over the tokens of all completions",
      "  pairs    prompt, image, chosen, rejected: Direct Preference Optimization",
      "",
      "The turn's end is added to completions and responses as TRL does.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor step --model DIR --groups groups.json --out after",
      "  preceptor step --model DIR --groups groups.json --out after \\",
      "    --set algorithm=dr_grpo --set learning_rate=1e-5 --json",
      "  preceptor step --model DIR --adapter DIR --demonstrations rows.json --out after",
      "  preceptor step --model DIR --pairs pairs.json --reference DIR --out after --set beta=0.1"
    })
public final class Step implements Callable<Integer> {

  @Mixin private ModelOptions model;
  @Mixin private AdapterOption adapter;

  @ArgGroup(multiplicity = "1")
  private Learnt learnt;

  /** What the step learns from. */
  static final class Learnt {

    @Option(
        names = "--groups",
        paramLabel = "FILE",
        required = true,
        description = "Learn from scored groups.")
    private Path groups;

    @Option(
        names = "--demonstrations",
        paramLabel = "FILE",
        required = true,
        description = "Learn from demonstrations.")
    private Path demonstrations;

    @Option(
        names = "--pairs",
        paramLabel = "FILE",
        required = true,
        description = "Learn from preference pairs.")
    private Path pairs;

    Path file() {
      return Stream.of(groups, demonstrations, pairs)
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow();
    }
  }

  @Option(
      names = "--reference",
      paramLabel = "DIR",
      description =
          "Model folder of the reference policy for --pairs (default: the model before the step,"
              + " without its adapter).")
  private Optional<Path> reference;

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
    if (learnt.pairs == null && reference.isPresent()) {
      throw new InputException(
          "--reference %s: applies only to --pairs; remove it".formatted(reference.get()));
    }
    if (learnt.groups != null) {
      onGroups();
    } else if (learnt.demonstrations != null) {
      print(onDemonstrations());
    } else {
      print(onPairs());
    }
    return ExitCode.SUCCESS;
  }

  private void onGroups() {
    GroupsFile file = GroupsFile.read(learnt.groups);
    Recipe recipe = StepSettings.recipe(model.folder(), file.settings(), overrides);
    try (Checkpoint checkpoint = model.open()) {
      OfflineStep.Outcome outcome =
          OfflineStep.take(
              adapter.on(checkpoint), recipe, file.groups(), places(), out, model.compute());
      Map<String, Object> json = new LinkedHashMap<>(outcome.metrics());
      json.put("advantages", outcome.advantages());
      result.print(json, text(outcome.metrics()));
    }
  }

  private Map<String, Double> onDemonstrations() {
    DemonstrationsFile file = DemonstrationsFile.read(learnt.demonstrations);
    Recipe recipe = StepSettings.recipe(model.folder(), file.settings(), overrides);
    try (Checkpoint checkpoint = model.open()) {
      return SupervisedStep.take(
          adapter.on(checkpoint), recipe, file.rows(), places(), out, model.compute());
    }
  }

  private Map<String, Double> onPairs() {
    PairsFile file = PairsFile.read(learnt.pairs);
    Recipe recipe = StepSettings.ofPairs(model.folder(), file.settings(), overrides);
    try (Checkpoint checkpoint = model.open();
        OptionalCheckpoint other = new OptionalCheckpoint(reference.map(Checkpoint::open))) {
      return PreferenceStep.take(
          adapter.on(checkpoint),
          other.model(),
          recipe,
          file.pairs(),
          places(),
          out,
          model.compute());
    }
  }

  /** A checkpoint that may not be there. */
  private record OptionalCheckpoint(Optional<Checkpoint> checkpoint) implements AutoCloseable {

    Optional<ModelSource> model() {
      return checkpoint.map(model -> model);
    }

    @Override
    public void close() {
      checkpoint.ifPresent(Checkpoint::close);
    }
  }

  private ImagePlaces places() {
    boolean mayLeave = images.isEmpty() && learnt.groups == null;
    return images
        .map(folder -> new ImagePlaces(List.of(folder), false))
        .orElseGet(
            () ->
                new ImagePlaces(
                    List.of(learnt.file().toAbsolutePath().getParent(), model.folder()), mayLeave));
  }

  private void print(Map<String, Double> metrics) {
    result.print(metrics, text(metrics));
  }

  private static String text(Map<String, Double> metrics) {
    return metrics.entrySet().stream()
        .map(metric -> "%-42s %.6g".formatted(metric.getKey(), metric.getValue()))
        .collect(Collectors.joining("\n"));
  }
}
