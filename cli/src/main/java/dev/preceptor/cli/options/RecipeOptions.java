package dev.preceptor.cli.options;

import dev.preceptor.run.RunFolder;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The name of a run and the changes to its recipe; a mixin of the commands that start runs. */
public final class RecipeOptions {

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "Name of the run (default: the recipe's name and the time).")
  private Optional<String> run;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Optimizer steps of the whole run; the same as --set max_steps=N.")
  private Optional<Integer> steps;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipe; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  /** The name of the run, if given. */
  public Optional<String> run() {
    return run;
  }

  /** The given name of the run, or the default name for the recipe. */
  public String nameFor(Path recipe) {
    return run.orElseGet(
        () -> RunFolder.defaultName(recipe, LocalDateTime.now(ZoneId.systemDefault())));
  }

  /** The changes to the recipe, {@code key=value}; the last one for a key wins. */
  public List<String> overrides() {
    List<String> all = new ArrayList<>(overrides);
    steps.ifPresent(count -> all.add("max_steps=" + count));
    return all;
  }
}
