package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerWatch;
import dev.preceptor.fleet.broker.JoinToken;
import dev.preceptor.fleet.broker.LocalBroker;
import dev.preceptor.fleet.broker.RemoteAddress;
import dev.preceptor.fleet.console.RunConsole;
import dev.preceptor.fleet.process.ChildFailure;
import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.RestartDelay;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.fleet.services.IdleWorkers;
import dev.preceptor.fleet.services.ServiceFleet;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.Installation;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.ModelFacts;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.RunDisks;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.Summary;
import dev.preceptor.run.WholeFile;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.run.sentinel.SentinelStopException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.TopicDurability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;

/**
 * Executes a run: creates its folder, starts the broker and the services, follows the run to its
 * end, and stops everything.
 */
public final class TrainingSession {

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

  private final RunPlan plan;
  private final RunFolder run;
  private final TrainOptions options;
  private final Installation installation;
  private final Display display;
  private final StopSignal stop;
  private boolean published;

  public TrainingSession(
      RunPlan plan,
      TrainOptions options,
      Installation installation,
      Display display,
      StopSignal stop) {
    this.plan = plan;
    this.run = plan.run();
    this.options = options;
    this.installation = installation;
    this.display = display;
    this.stop = stop;
  }

  /**
   * Executes a new run. Deletes its folder again if the run fails before its definition is
   * published.
   */
  public Summary begin() {
    makeFolder();
    SharedRuns.warning(run).ifPresent(display::note);
    try {
      return RunLock.holding(run, this::execute);
    } catch (RuntimeException e) {
      if (!published) {
        delete(run.path());
      }
      throw e;
    }
  }

  /** Resumes a run whose lock this process holds. */
  public Summary resume() {
    published = true;
    if (PrivateFiles.tighten(run.path()) > 0) {
      display.note("%s could be read by other users; now only you can".formatted(run.path()));
    }
    return execute();
  }

  private Summary execute() {
    return stop.guarding(
        () -> {
          var generating = CompletableFuture.runAsync(this::generateData);
          display.underway("");
          ModelFacts.unusedText(plan.model().unused()).ifPresent(display::note);
          plan.data().forEach(file -> display.note(file.text()));
          plan.warnings().forEach(display::note);
          IdleWorkers.of(plan.recipe()).forEach(display::note);
          plan.recipe().scoring().observers().forEach(this::noteObserver);
          try {
            WholeFile.write(run.recipe(), plan.recipe().toYaml());
            return withBroker(generating);
          } catch (StoppedException e) {
            // Printed while the exit of the process is held back, since nothing can be printed
            // later.
            display.note(
                published
                    ? "stopped; resume with: " + resumeCommand().text()
                    : "stopped before the run started");
            throw e;
          } catch (IOException e) {
            throw InputException.cannotBe("written", run.path(), e);
          } finally {
            generating.exceptionally(e -> null).join();
          }
        });
  }

  /** Reported because a reward may have been forgotten. */
  private void noteObserver(String judge) {
    display.note(
        "judge %s: no reward uses it, so its verdicts are recorded but no group waits for them"
            .formatted(judge));
  }

  private Summary withBroker(CompletableFuture<Void> generating) throws IOException {
    var given = options.kafka().access();
    if (given.isPresent()) {
      return withTopics(given.get(), Optional.empty(), generating);
    }
    display.note("starting the broker…");
    try (var broker = LocalBroker.start(run, options.ports(), display::note)) {
      return withTopics(broker.access(), Optional.of(broker), generating);
    } finally {
      Files.deleteIfExists(run.broker());
    }
  }

  private Summary withTopics(
      BrokerAccess access, Optional<LocalBroker> broker, CompletableFuture<Void> generating)
      throws IOException {
    checkStop();
    var topics = new RunTopics(access, run.topics());
    int partitions = plan.recipe().fleet().partitions();
    retryWhileUnreachable(
        broker,
        broker.isPresent()
            ? () -> topics.create(run.topics().specs(partitions))
            : () -> topics.prepare(partitions, TopicDurability.DEFAULT));
    var definition = new DefinitionPublisher(plan, topics);
    if (plan.resumed()) {
      await(generating);
      retryWhileUnreachable(broker, definition::publish);
    }
    new BrokerAddress(
            access.bootstrapServers(),
            broker.isPresent(),
            options.ports().remote().map(RemoteAddress::toString).orElse(null))
        .write(run);
    options
        .ports()
        .remote()
        .ifPresent(
            remote -> {
              retryWhileUnreachable(broker, () -> topics.allow(JoinToken.rights(run.topics())));
              display.note(
                  "workers on other machines can join at %s; preceptor token %s prints what they need"
                      .formatted(remote, run.name()));
            });
    var fleet =
        new ServiceFleet(
            installation,
            run,
            plan.recipe(),
            plan.model().publishedBytes(),
            access,
            options.ownLogins(access));
    var first = fleet.forSteps();
    var later = fleet.besideSteps();
    display.note("starting the services…");
    try (var services = new Supervisor(RestartDelay.DEFAULT, FleetTurn.GRACE, display::note)) {
      first.forEach(services::start);
      if (!plan.resumed()) {
        // The services wait for the definition, and start while the data set is being generated.
        await(generating);
        retryWhileUnreachable(broker, definition::publish);
        published = true;
      }
      return follow(access, services, later, broker);
    }
  }

  /** Runs {@code work}, and repeats it as long as the broker is unreachable. */
  private void retryWhileUnreachable(Optional<LocalBroker> broker, Runnable work) {
    boolean done = false;
    while (!done) {
      try {
        work.run();
        done = true;
      } catch (RunFailedException | KafkaException e) {
        if (!RunTopics.isBrokerUnavailable(e)) {
          throw e;
        }
        display.underway("waiting for the broker, which does not answer");
        broker.flatMap(LocalBroker::failure).ifPresent(this::fail);
        checkStop();
      }
    }
  }

  private void await(CompletableFuture<Void> generating) {
    try {
      generating.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    checkStop();
  }

  private Summary follow(
      BrokerAccess access, Supervisor services, List<ChildSpec> later, Optional<LocalBroker> broker)
      throws IOException {
    Summary summary;
    Optional<String> stopped;
    try (var console =
            new RunConsole(
                installation,
                run,
                options.kafka().access(),
                plan.recipe().reporting().consolePort(),
                display::note);
        var watch = BrokerWatch.of(access)) {
      var pauses =
          new Pauses(
              watch,
              broker,
              DiskBudget.gate(plan.model().publishedBytes()),
              () -> RunDisks.scarcest(run),
              display::note);
      var follower =
          new RunFollower(
              access,
              run,
              plan.recipe(),
              plan.stepsDone(),
              plan.resumed(),
              "logs are in " + run.log("broker").getParent(),
              display);
      var fleet =
          new FleetTurn(
              services,
              later,
              plan.resumed(),
              broker,
              pauses,
              record -> look(console, record),
              () -> requireGoingOn(services, broker));
      summary = follower.toTheEnd(fleet);
      stopped = fleet.endedBySentinel();
    }
    write(summary);
    display.note("stopping…");
    stopped.ifPresent(
        why -> {
          throw new SentinelStopException(
              "%s; %s; to go on: %s --set sentinel=warn"
                  .formatted(why, FleetFailure.lastCheckpoint(run), resumeCommand().text()));
        });
    return summary;
  }

  private void look(RunConsole console, RunRecord record) {
    if (options.console()) {
      console.look(record.hasStepped());
    }
  }

  private void requireGoingOn(Supervisor services, Optional<LocalBroker> broker) {
    checkStop();
    services.failure().ifPresent(this::fail);
    broker.flatMap(LocalBroker::failure).ifPresent(this::fail);
  }

  /** Writes the summary; on a full disk, as soon as there is space. */
  private void write(Summary summary) throws IOException {
    var text = JsonLine.of(summary) + "\n";
    while (!WholeFile.tryWrite(run.summary(), text)) {
      display.underway("waiting for disk space for " + run.summary());
      checkStop();
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }

  private void checkStop() {
    if (stop.requested()) {
      throw new StoppedException();
    }
  }

  private void fail(ChildFailure failure) {
    throw FleetFailure.of(failure, run, resumeCommand());
  }

  private ResumeCommand resumeCommand() {
    return ResumeCommand.of(run, options);
  }

  private void generateData() {
    if (!plan.generatesData() || Files.exists(run.data())) {
      return;
    }
    var keys = plan.recipe().data().phantom().orElseThrow();
    display.note(
        "generating %,d training questions and %,d test questions…"
            .formatted(keys.train(), keys.test()));
    PhantomData.generate(keys, run.data());
  }

  private void makeFolder() {
    try {
      PrivateFiles.folder(run.runs());
      PrivateFiles.newFolder(run.path());
    } catch (FileAlreadyExistsException e) {
      throw new InputException(
          "run %s: %s exists; choose another name".formatted(run.name(), e.getFile()), e);
    } catch (IOException e) {
      throw InputException.cannotBe("created", run.path(), e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted", e);
    }
  }
}
