package dev.preceptor.fleet.console;

import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The console beside a run that this process executes: started after the first step, so that it
 * delays none, and ended with the run. Whatever happens to it, the run goes on.
 */
public final class RunConsole implements AutoCloseable {

  /** A first step that takes longer is not waited for. */
  private static final Duration LONG_STEP = Duration.ofSeconds(30);

  private final Installation installation;
  private final RunFolder run;
  private final Optional<BrokerAccess> broker;
  private final int port;
  private final Consumer<String> say;
  private final long createdNanos = System.nanoTime();
  private Optional<ConsoleProcess> process = Optional.empty();
  private boolean announced;
  private boolean gaveUp;

  /**
   * A console that is not started yet.
   *
   * @param broker of the run; if empty, the one that its folder names
   * @param port wanted; any free one if it is 0 or in use
   * @param say receives its address, and why there is none
   */
  public RunConsole(
      Installation installation,
      RunFolder run,
      Optional<BrokerAccess> broker,
      int port,
      Consumer<String> say) {
    this.installation = installation;
    this.run = run;
    this.broker = broker;
    this.port = port;
    this.say = say;
  }

  /**
   * Starts it when it is time, and says when it can be opened. To be called now and then; returns
   * at once.
   *
   * @param stepped whether the run has taken a step
   */
  public void look(boolean stepped) {
    if (gaveUp) {
      return;
    }
    try {
      if (process.isPresent()) {
        watch(process.get());
      } else if (stepped || System.nanoTime() - createdNanos > LONG_STEP.toNanos()) {
        var options = ConsoleOptions.beside(port);
        if (port > 0 && options.port().isEmpty()) {
          say.accept("console_port %d is in use; the console takes another one".formatted(port));
        }
        process =
            Optional.of(ConsoleProcess.start(installation, List.of(run), broker, options, say));
      }
    } catch (RuntimeException e) {
      giveUp(e.getMessage());
    }
  }

  private void watch(ConsoleProcess console) {
    if (console.failure().isPresent()) {
      giveUp(console.failure().get().reason());
    } else if (!announced && console.isOpen()) {
      announced = true;
      say.accept("the console is at %s until the run ends".formatted(console.url()));
    }
  }

  private void giveUp(String why) {
    gaveUp = true;
    say.accept("there is no console, the run goes on without it: " + why);
    close();
  }

  @Override
  public void close() {
    process.ifPresent(ConsoleProcess::close);
    process = Optional.empty();
  }
}
