package dev.preceptor.console.web;

import dev.preceptor.console.log.OpenRuns;
import dev.preceptor.console.log.RunPlace;
import dev.preceptor.kit.Activity;
import dev.preceptor.kit.BeforeStart;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.schemas.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Opens the runs that the environment names. */
@Singleton
public class ConsoleWiring {

  /** Runs that one console shows; each costs a few connections and its index. */
  static final int MAX_RUNS = 32;

  @Produces
  @Singleton
  OpenRuns runs(
      @ConfigProperty(name = "preceptor.run") String names,
      @ConfigProperty(name = "preceptor.runs-dir") Optional<String> folder) {
    return BeforeStart.find(() -> new OpenRuns(places(names, folder.map(Path::of))));
  }

  void close(@Disposes OpenRuns runs) {
    runs.close();
  }

  /** Opens them at the start, not with the first request. */
  void start(@Observes StartupEvent event, OpenRuns runs, Activity activity) {
    activity.does("showing %d run(s)".formatted(runs.all().size()));
  }

  private static List<RunPlace> places(String names, Optional<Path> folder) {
    ClientConfig kafka = ClientConfig.of(Optional.empty(), Optional.empty(), System.getenv());
    List<String> runs = Stream.of(names.split(",")).map(String::strip).distinct().toList();
    if (runs.size() > MAX_RUNS) {
      throw new InputException(
          "PRECEPTOR_RUN names %d runs; a console shows at most %d"
              .formatted(runs.size(), MAX_RUNS));
    }
    return runs.stream().map(run -> place(run, folder, kafka)).toList();
  }

  private static RunPlace place(String run, Optional<Path> folder, ClientConfig kafka) {
    try {
      return new RunPlace(new Topics(run), folder.map(runs -> new RunFolder(runs, run)), kafka);
    } catch (IllegalArgumentException e) {
      throw new InputException("PRECEPTOR_RUN: " + e.getMessage(), e);
    }
  }
}
