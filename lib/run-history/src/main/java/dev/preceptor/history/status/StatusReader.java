package dev.preceptor.history.status;

import dev.preceptor.history.ledger.Entry;
import dev.preceptor.history.ledger.EntryReader;
import dev.preceptor.history.ledger.Ledger;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunEffects;
import dev.preceptor.run.evaluation.EvaluationTally;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.Members;
import dev.preceptor.runlog.Replay;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Gathers where a run stands: its steps, and of the records of groups those that were written since
 * the prompts of the step under way were issued.
 */
public final class StatusReader {

  /** How far the clocks of two machines of a run may be apart. */
  private static final long CLOCKS_APART_MILLIS = 60_000;

  private final BrokerAccess broker;
  private final Topics topics;
  private final Recipe recipe;
  private final boolean atRest;
  private final EntryReader entries;
  private final TreeMap<Integer, Long> stepMillis = new TreeMap<>();
  private final Set<Integer> evaluated = new HashSet<>();
  private final EvaluationTally evaluating = new EvaluationTally();
  private final Map<GroupKey, Integer> units = new HashMap<>();
  private final Map<String, Long> heardMillis = new HashMap<>();
  private final Ledger ledger;
  private final RunEffects effects;
  private final SentinelState.Builder sentinel;
  private final RunBounds bounds;
  private final StepRecords steps;
  private OptionalLong lastRecordMillis = OptionalLong.empty();

  /**
   * A reader.
   *
   * @param atRest whether nobody is connected: a broker that was started again remembers members
   *     for a while
   */
  public StatusReader(BrokerAccess broker, Topics topics, Recipe recipe, boolean atRest) {
    this.atRest = atRest;
    this.broker = broker;
    this.topics = topics;
    this.recipe = recipe;
    entries = new EntryReader(topics.run(), recipe);
    ledger = new Ledger(topics, recipe);
    effects = new RunEffects(recipe);
    sentinel = new SentinelState.Builder(recipe);
    bounds = RunBounds.of(recipe);
    steps = new StepRecords(bounds);
  }

  /** Where the run stands now. */
  public RunState read(Clock clock) {
    List<Reader> readers;
    try (var groups = new ConsumerGroups(broker);
        var replay = RunLog.at(broker, topics).open()) {
      replay.read(List.of(topics.trainingSteps()), this::enterResult);
      replay.read(List.of(topics.evaluations()), this::enterResult);
      replay.read(List.of(topics.answers()), this::enterResult);
      replay.read(
          List.of(topics.scoredGroups(), topics.judgements(), topics.rollouts(), topics.prompts()),
          issuedMillis(),
          this::enterGroup);
      replay.refused().forEach((place, why) -> ledger.enter(new Entry.SetAside(why, place)));
      readers = readers(groups, replay);
    }
    int lastStep = lastStep();
    return new RunState(
        lastStep,
        recipe.maxSteps(),
        recipe.sampling().promptsPerStep(),
        recipe.scoring().awaitedJudges(),
        evaluated.contains(lastStep),
        evaluating.now(),
        ledger.lives().tailMap(new GroupKey(lastStep + 1, 0), true),
        units,
        lastRecordMillis,
        heardMillis,
        readers,
        effects,
        sentinel.build(),
        clock.millis());
  }

  private int lastStep() {
    return stepMillis.isEmpty() ? 0 : stepMillis.lastKey();
  }

  /** When the prompts of the step under way were issued: with a step before it, or at the start. */
  private long issuedMillis() {
    var issuing = stepMillis.get(lastStep() - recipe.fleet().staleness());
    return issuing == null ? 0 : Math.max(0, issuing - CLOCKS_APART_MILLIS);
  }

  private void enterResult(RunEvent event) {
    try {
      if (event instanceof RunEvent.Stepped stepped) {
        if (steps.enter(stepped.key(), stepped.value().get())) {
          stepMillis.put(steps.last(), event.writtenMillis());
          effects.step(stepped.value().get());
          sentinel.step(stepped.value().get());
        }
      } else if (event instanceof RunEvent.Evaluated evaluation) {
        Evaluation value = evaluation.value().get();
        bounds.requireEvaluation(evaluation.key(), value, steps);
        evaluated.add(value.getPolicyVersion());
        sentinel.evaluation(value);
      } else if (event instanceof RunEvent.Answered answered) {
        EvaluationAnswer value = answered.value().get();
        bounds.requireAnswer(answered.key(), value, steps);
        if (!evaluated.contains(value.getPolicyVersion())) {
          evaluating.enter(value);
        }
      }
      written(event);
    } catch (UnreadableRecordException e) {
      return; // none of the run's; the audit counts it
    }
  }

  private void enterGroup(RunEvent event) {
    written(event);
    var entry = entries.read(event);
    ledger.enter(entry);
    if (entry instanceof Entry.Issued issued) {
      issued.prompt().ifPresent(prompt -> units.put(issued.group(), prompt.unit()));
    } else if (event instanceof RunEvent.Sampled rollout
        && entry instanceof Entry.Sampled sampled
        && sampled.rollout().isPresent()) {
      heardMillis.merge(rollout.value().get().getWorker(), event.writtenMillis(), Math::max);
    }
  }

  private void written(RunEvent event) {
    lastRecordMillis = OptionalLong.of(Math.max(lastRecordMillis.orElse(0), event.writtenMillis()));
  }

  private List<Reader> readers(ConsumerGroups groups, Replay replay) {
    List<Reader> readers = new ArrayList<>();
    for (var member : Members.of(topics, recipe)) {
      Map<Integer, Long> lag = new TreeMap<>();
      var committed = groups.committed(member.group(), member.topic());
      for (var partition : partitions(member.topic())) {
        lag.put(
            partition.partition(), replay.count(partition, committed.getOrDefault(partition, 0L)));
      }
      readers.add(
          new Reader(
              member.consumer(),
              member.group(),
              lag,
              atRest ? List.of() : workers(groups, member)));
    }
    return readers;
  }

  private static List<Reader.Worker> workers(ConsumerGroups groups, Members members) {
    return groups.members(members.group()).stream()
        .map(
            worker ->
                new Reader.Worker(
                    worker.name(),
                    worker.partitions().stream()
                        .filter(partition -> partition.topic().equals(members.topic()))
                        .map(TopicPartition::partition)
                        .sorted()
                        .toList()))
        .toList();
  }

  private List<TopicPartition> partitions(String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < recipe.fleet().partitions(); i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    return partitions;
  }
}
