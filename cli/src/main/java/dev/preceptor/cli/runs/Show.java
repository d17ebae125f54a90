package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.history.show.GroupRecords;
import dev.preceptor.history.show.ShownGroup;
import dev.preceptor.models.InputException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor show}: one group with the breakdown of its rewards. */
@Command(
    name = "show",
    description = {
      "Shows one group of a run: question, responses, rewards, verdicts.",
      "",
      "Prints each reward and each judge's verdict with its reason. Reads the log of a live or stopped run."
          + " A group is written STEP-SLOT; steps count from 1, slots from 0.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor show my-run 12-3",
      "  preceptor show my-run 12-3 --json",
      "  preceptor show my-run 12-3 --rescored biomistral"
    })
public final class Show implements Callable<Integer> {

  @Parameters(index = "1", paramLabel = "GROUP", description = "Step and slot, such as 12-3.")
  private String group;

  @Option(
      names = "--rescored",
      paramLabel = "NAME",
      description = "Show the scores that preceptor rescore stored under this name.")
  private Optional<String> rescored;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    GroupKey key = key();
    var folder = run.folder();
    GroupRecords records;
    try (var broker = run.broker(result.progress()::println)) {
      var topics = folder.topics();
      var scores =
          rescored
              .map(name -> rescoredTopic(name, topics, broker.access()))
              .orElse(topics.scoredGroups());
      records = GroupRecords.find(broker.access(), topics, scores, key);
    }
    if (!records.exists()) {
      throw new InputException(
          ("group %s: not in the log of run %s; steps count from 1, slots from 0, and groups older"
                  + " than history_steps are deleted")
              .formatted(group, run.name()));
    }
    var shown = ShownGroup.of(key, records.rollout(), records.judgements(), records.score());
    result.print(shown, shown.text());
    return ExitCode.SUCCESS;
  }

  private static String rescoredTopic(String name, Topics topics, BrokerAccess broker) {
    var names = topics.rescores(new RunTopics(broker, topics).names());
    if (!names.contains(name)) {
      throw new InputException(
          "--rescored %s: run %s has no scores of that name; %s"
              .formatted(
                  name,
                  topics.run(),
                  names.isEmpty()
                      ? "it has not been rescored"
                      : "use one of " + String.join(", ", names)));
    }
    return topics.rescored(name);
  }

  private GroupKey key() {
    try {
      return GroupKey.parse(group);
    } catch (UnreadableRecordException e) {
      throw new InputException("group %s: write it as STEP-SLOT, such as 12-3".formatted(group), e);
    }
  }
}
