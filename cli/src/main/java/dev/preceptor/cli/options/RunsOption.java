package dev.preceptor.cli.options;

import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFolder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The folder of all runs; a mixin of the commands that use runs. */
public final class RunsOption {

  @Option(
      names = "--runs-dir",
      paramLabel = "DIR",
      defaultValue = "${env:PRECEPTOR_RUNS_DIR:-" + RunFolder.DEFAULT_RUNS + "}",
      description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
  private Path runs;

  /** The folder of a run, which may not exist. */
  public RunFolder folder(String run) {
    return new RunFolder(runs, run);
  }

  /** The folder of the run that was changed last, if there is one. */
  public Optional<RunFolder> latest() {
    return RunFolder.latest(runs).map(this::folder);
  }

  /**
   * The folder of a run, which may be missing if a broker is named.
   *
   * @throws InputException if it should be there and is not
   */
  public RunFolder folder(String run, BrokerOptions broker) {
    return broker.config().bootstrapServers().isPresent() ? folder(run) : existing(run);
  }

  /**
   * The folder of an existing run.
   *
   * @throws InputException if it does not exist
   */
  public RunFolder existing(String run) {
    var folder = folder(run);
    if (!folder.exists()) {
      var latest = RunFolder.latest(runs).map(name -> "; the latest is " + name).orElse("");
      throw new InputException("run " + run + ": no such run in " + folder.runs() + latest);
    }
    return folder;
  }
}
