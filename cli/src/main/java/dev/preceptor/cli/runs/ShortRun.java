package dev.preceptor.launcher.train;

import dev.preceptor.launcher.Installation;
import dev.preceptor.launcher.broker.BrokerPorts;
import dev.preceptor.launcher.console.Display;
import dev.preceptor.launcher.console.StopSignal;
import dev.preceptor.launcher.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A run for the sake of looking at it. */
public final class ShortRun {

  private ShortRun() {}

  /**
   * Carries a new run out, to its end.
   *
   * @param overrides {@code key=value}, a later one wins
   * @param folder of the run, not there yet
   * @throws dev.preceptor.models.InputException if it cannot begin
   */
  public static void take(Path recipe, List<String> overrides, RunFolder folder, Display display) {
    var installation = Installation.current();
    var options = new TrainOptions(recipe, overrides, BrokerPorts.free(), Optional.empty());
    var plan = new Preflight(options, installation).begin(folder);
    new TrainingSession(plan, options, installation, display, StopSignal.install()).begin();
  }
}
