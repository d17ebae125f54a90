package dev.preceptor.cli.options;

import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where runs are; a mixin of the commands that deal with them. */
public final class RunsOption {

  @Option(
      names = "--runs-dir",
      paramLabel = "DIR",
      defaultValue = RunFolder.DEFAULT_RUNS,
      description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
  private Path runs;

  /** The folder of a run, there or not. */
  public RunFolder folder(String run) {
    return new RunFolder(runs, run);
  }

  /**
   * The folder of a run that is there.
   *
   * @throws InputException if it is not
   */
  public RunFolder existing(String run) {
    var folder = folder(run);
    if (!folder.exists()) {
      var latest = RunFolder.latest(runs).map(name -> "; the latest is " + name).orElse("");
      throw new InputException("run " + run + ": there is none in " + folder.runs() + latest);
    }
    return folder;
  }
}
