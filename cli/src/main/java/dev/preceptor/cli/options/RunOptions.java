package dev.preceptor.cli.options;

import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.ClientConfig;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which run, and where its log is; a mixin of the commands that read one. */
public final class RunOptions {

  @Parameters(index = "0", paramLabel = "RUN", description = "Name of the run.")
  private String run;

  @Mixin private BrokerOptions broker;
  @Mixin private RunsOption runs;

  /** The run's name. */
  public String name() {
    return run;
  }

  /** What the user says of the broker. */
  public ClientConfig kafka() {
    return broker.config();
  }

  /**
   * The run's folder, which may be missing if a broker is named.
   *
   * @throws dev.preceptor.models.InputException if it should be there and is not
   */
  public RunFolder folder() {
    return runs.folder(run, broker);
  }

  /**
   * The broker that has the run's topics; starts the run's own if it is not running.
   *
   * @param say receives a line for the user
   */
  public BrokerOfRun broker(Consumer<String> say) {
    return BrokerOfRun.find(folder(), kafka(), say);
  }
}
