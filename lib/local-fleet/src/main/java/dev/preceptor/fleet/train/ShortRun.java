package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.runlog.ClientConfig;
import java.nio.file.Path;
import java.util.List;

/** A run for a measurement. */
public final class ShortRun {

  private ShortRun() {}

  /**
   * Runs a new run to its end.
   *
   * @param overrides {@code key=value}; the last one for a key wins
   * @param folder folder of the run, which must not exist
   * @throws dev.preceptor.models.InputException if it cannot start
   */
  public static void take(Path recipe, List<String> overrides, RunFolder folder, Display display) {
    var installation = Installation.current();
    var options = new TrainOptions(recipe, overrides, BrokerPorts.free(), ClientConfig.none());
    var plan = new Preflight(options, installation).begin(folder);
    new TrainingSession(plan, options, installation, display, StopSignal.install()).begin();
  }
}
