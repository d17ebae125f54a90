package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.models.InputException;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code preceptor stop}: ends a submitted run before its last step. */
@Command(
    name = "stop",
    description = {
      "Ends a submitted run before its last step.",
      "",
      "Writes into the run's definition that it is stopped. Services with PRECEPTOR_EXIT_AT_END=true then"
          + " end with exit code 0, the learner with a checkpoint of its last step. Nothing is deleted;"
          + " preceptor submit with the same --run continues the run. A run that preceptor train executes is stopped"
          + " with Ctrl-C.",
      ""
    },
    footer = {"", "@|bold Examples|@", "  preceptor stop my-run --bootstrap-servers kafka:9092"})
public final class Stop implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = run.folder();
    var topics = new RunTopics(BrokerOfRun.requireLive(folder, run.kafka()), folder.topics());
    Definition definition =
        topics
            .definition()
            .orElseThrow(
                () ->
                    new InputException(
                        "run %s has no definition that can be read; preceptor submit writes it"
                            .formatted(run.name())));
    boolean before = definition.getStoppedMillis() != null;
    long since = before ? definition.getStoppedMillis() : System.currentTimeMillis();
    if (!before) {
      topics.publish(Definition.newBuilder(definition).setStoppedMillis(since).build());
    }
    var json = new LinkedHashMap<String, Object>();
    json.put("run", run.name());
    json.put("stopped", Instant.ofEpochMilli(since).toString());
    json.put("was_stopped", before);
    result.print(
        json,
        before
            ? "run %s has been stopped since %s".formatted(run.name(), Instant.ofEpochMilli(since))
            : "run %s is stopped: its services end now if they have PRECEPTOR_EXIT_AT_END=true"
                .formatted(run.name()));
    return ExitCode.SUCCESS;
  }
}
