package dev.preceptor.history.rescore;

import dev.preceptor.history.review.CountedReviews;
import dev.preceptor.history.review.ReviewReader;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.Replay;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Rescores a run in rounds: each round reads the topics up to their end offsets at its start and
 * rescores the groups that the run has scored by then, in one transaction.
 */
public final class RescoreSession implements AutoCloseable {

  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(500);
  private static final long SHOW_NANOS = Duration.ofSeconds(2).toNanos();

  private final RescoreTopics target;
  private final Topics topics;
  private final ScoringChange change;
  private final boolean lateVerdicts;
  private final Display display;
  private final BooleanSupplier stop;
  private final Replay replay;
  private final RescoreWriter writer;
  private final Rescoring rescoring;
  private final List<RescoreJudge> judges;
  private final PastGroups history;
  private final Comparison comparison;
  private final Map<String, Map<TopicPartition, Long>> read = new HashMap<>();

  /** Comparisons to make when the open transaction is committed. */
  private final List<Runnable> compared = new ArrayList<>();

  private Set<Place> refused = Set.of();
  private int asked;
  private int reused;

  /**
   * Creates the rescore's topics.
   *
   * @param lateVerdicts whether to count verdicts that were late in the run
   * @param stop whether a stop was requested
   */
  public RescoreSession(
      BrokerAccess broker,
      RescoreTopics target,
      ScoringChange change,
      boolean lateVerdicts,
      Display display,
      BooleanSupplier stop) {
    this.target = target;
    this.topics = target.topics();
    this.change = change;
    this.lateVerdicts = lateVerdicts;
    this.display = display;
    this.stop = stop;
    rescoring = Rescoring.of(change.after());
    judges =
        change.newJudges().stream()
            .map(judge -> RescoreJudge.of(judge, change.after(), () -> reviews(broker)))
            .toList();
    history = new PastGroups(change.keptJudges());
    comparison = new Comparison(criteria(change));
    target.create(broker);
    writer = new RescoreWriter(broker, target);
    replay = RunLog.at(broker, topics).open();
  }

  private CountedReviews reviews(BrokerAccess broker) {
    return ReviewReader.read(
        broker, topics, change.before(), ReviewRules.REASONING, review -> true);
  }

  private static Set<String> criteria(ScoringChange change) {
    return Stream.of(change.before(), change.after())
        .flatMap(recipe -> recipe.scoring().rewards().stream())
        .map(RewardKeys::name)
        .collect(LinkedHashSet::new, Set::add, Set::addAll);
  }

  /**
   * Loads existing verdicts of the judges that would be asked; to be called before the first round.
   */
  public void recall(BrokerAccess broker) {
    if (!judges.isEmpty()) {
      KnownVerdicts.read(
          broker, topics, judges, judgement -> reused += history.judged(judgement) ? 1 : 0);
    }
  }

  /** Rescores what the run has scored until now. */
  public void once() {
    round(false);
  }

  /** Rescores until the last group of the run, a stop, or the end of its broker. */
  public void follow() {
    int slots = change.before().sampling().promptsPerStep();
    int last = change.before().maxSteps();
    try {
      round(true);
      while (!history.hasFinished(last, slots) && !stop.getAsBoolean()) {
        LockSupport.parkNanos(BETWEEN_ROUNDS.toNanos());
        round(true);
      }
    } catch (StoppedException e) {
      display.note("stopped following");
    } catch (KafkaException e) {
      display.note("the run's broker is unreachable: " + e.getMessage());
    }
  }

  private void round(boolean following) {
    refused = replay.refused().keySet();
    // Effects before causes: the inputs of a score lie before the ends read later.
    var scores = new Span<>(topics.scoredGroups(), RunEvent.Scored.class);
    var judgements = new Span<>(topics.judgements(), RunEvent.Judged.class);
    var rollouts = new Span<>(topics.rollouts(), RunEvent.Sampled.class);
    if (scores.isEmpty() && rollouts.isEmpty() && read.containsKey(topics.rollouts())) {
      return;
    }
    scores.read(history::score);
    judgements.read(history::judgement);
    judges.forEach(judge -> ask(judge, rollouts));
    writer.begin();
    history.ready().forEach(this::score);
    rollouts.read(
        sampled -> {
          if (!following) {
            checkStop();
          }
          var group = history.group(sampled);
          group.ifPresent(this::score);
          if (following && group.isEmpty()) {
            history.await(sampled);
          }
        });
    writer.commit(rollouts.to);
    compared.forEach(Runnable::run);
    compared.clear();
    display.underway("%,d groups rescored".formatted(history.finished()));
    Stream.of(scores, judgements, rollouts).forEach(Span::pass);
  }

  private void score(PastGroup group) {
    ScoredGroup after =
        rescoring.score(
            group.key(),
            group.sampled(),
            history.judgements(group.key()).values(),
            lateVerdicts ? Set.of() : group.past().late(),
            group.past().deadlineMillis());
    writer.write(group.key(), group.partition(), after);
    GroupScore score = GroupScore.of(after);
    boolean same = group.past().isSame(after);
    compared.add(() -> comparison.enter(group.key(), group.past().score(), score, same));
    history.finish(group.key());
  }

  /** Asks a judge about every group that it has not judged. */
  private void ask(RescoreJudge judge, Span<RunEvent.Sampled> rollouts) {
    int all = history.lacking(judge.name());
    if (all == 0) {
      return;
    }
    var progress = new Asking(judge.name(), all);
    List<PastGroup> ready = history.ready();
    ready.forEach(group -> ask(judge, group, progress));
    rollouts.read(
        sampled -> history.group(sampled).ifPresent(group -> ask(judge, group, progress)));
  }

  private void ask(RescoreJudge judge, PastGroup group, Asking progress) {
    checkStop();
    if (group.sampled() instanceof PastRollout.Responses sampled
        && !history.judgements(group.key()).containsKey(judge.name())) {
      Rollout rollout = sampled.rollout();
      judge
          .judge(rollout)
          .ifPresent(
              judgement -> {
                writer.write(group.partition(), judgement);
                history.judged(judgement);
                asked++;
              });
      progress.next();
    }
  }

  private void checkStop() {
    if (stop.getAsBoolean()) {
      throw new StoppedException();
    }
  }

  /** The result so far. */
  public RescoreResult result(List<String> changes) {
    return new RescoreResult(
        topics.run(),
        target.name(),
        target.groups(),
        List.copyOf(changes),
        comparison.report(),
        asked,
        reused,
        history.left());
  }

  @Override
  public void close() {
    try (replay;
        writer) {
      judges.forEach(RescoreJudge::close);
    }
  }

  /** The new records of a topic since the last round. */
  private final class Span<E extends RunEvent> {

    private final String topic;
    private final Class<E> type;
    private final Map<TopicPartition, Long> from;
    private final Map<TopicPartition, Long> to;

    Span(String topic, Class<E> type) {
      this.topic = topic;
      this.type = type;
      from = read.getOrDefault(topic, Map.of());
      to = replay.ends(topic);
    }

    boolean isEmpty() {
      return from.equals(to);
    }

    void read(Consumer<E> use) {
      replay.read(
          type,
          from,
          to,
          event -> {
            if (!refused.contains(event.place())) {
              use.accept(event);
            }
          });
    }

    void pass() {
      read.put(topic, to);
    }
  }

  /** Shows the progress of a judge. */
  private final class Asking {

    private final String judge;
    private final int all;
    private final long begun = System.nanoTime();
    private long shown = begun;
    private int done;

    Asking(String judge, int all) {
      this.judge = judge;
      this.all = all;
      display.note("asking judge %s to judge %,d groups…".formatted(judge, all));
    }

    void next() {
      done++;
      long now = System.nanoTime();
      if (now - shown >= SHOW_NANOS || done == all) {
        shown = now;
        double each = (now - begun) / 1e9 / done;
        display.step(
            "judge %s: %,d of %,d groups".formatted(judge, done, all),
            "%.2f s per group  %s left"
                .formatted(
                    each, ClockTime.of(Duration.ofMillis((long) (1000 * each * (all - done))))));
      }
    }
  }
}
