package dev.preceptor.judge;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.NameWatch;
import dev.preceptor.kit.Outbound;
import dev.preceptor.kit.RunCompute;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.scoring.judging.JudgeProcessor;
import dev.preceptor.scoring.judging.JudgeTally;
import dev.preceptor.scoring.judging.LoadedJudge;
import dev.preceptor.scoring.judging.RememberedVerdicts;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Reads rollouts, has a judge judge the one that is most urgent, writes what it says, and only then
 * acknowledges the rollout. While the judge is away, nothing is lost and nothing is decided: groups
 * wait here, and reward-service's deadline says for how long anybody waits for them. Where the
 * recipe asks for no judge, it reads and says nothing.
 */
@ApplicationScoped
@Identifier(JudgeService.ROLLOUTS)
public class JudgeService implements KafkaConsumerRebalanceListener {

  static final String ROLLOUTS = "rollouts";
  private static final Logger LOG = Logger.getLogger(JudgeService.class);

  /** Groups that are held here at one time, about 25 MB of rollouts. */
  private static final int MAX_HELD = 512;

  /** Verdicts that are remembered, about 30 MB. */
  private static final int MAX_REMEMBERED = 100_000;

  /** Times a judge may go away over the same group before the group is to blame. */
  private static final int MAX_TRIES = 3;

  /** How often a judge that is away is thought of; when it is asked, its breaker decides. */
  private static final Duration REST = Duration.ofMillis(500);

  private static final int GROUPS_BETWEEN_REPORTS = 100;

  /** Those who take in do not wait for those who judge: what is urgent may come last. */
  private final WorkThread clerk = new WorkThread("clerk");

  private final WorkThread bench = new WorkThread("judge");
  private final Inbound<Rollout> rollouts;
  private final Outbound<Judgement> judgements = Outbound.of(Judgement.class);
  private final JudgeQueue<Message<byte[]>> docket = new JudgeQueue<>(MAX_HELD);
  private final Activity activity;
  private final JudgeTally tally;
  private final MutinyEmitter<byte[]> out;
  private final Optional<JudgeKeys> keys;
  private final long deadlineMillis;
  private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
  private volatile boolean away;
  private boolean resting;
  private Optional<LoadedJudge> judge = Optional.empty();
  private Optional<JudgeProcessor> processor = Optional.empty();

  JudgeService(
      Recipe recipe,
      JudgeAssignment appointment,
      Activity activity,
      JudgeTally tally,
      DeadLetters deadLetters,
      JudgeCacheTopic cache,
      @Channel("judgements") MutinyEmitter<byte[]> out,
      @ConfigProperty(name = "preceptor.instance") String instance) {
    NameWatch.over(instance);
    this.activity = activity;
    this.tally = tally;
    this.out = out;
    keys = appointment.judge();
    deadlineMillis = Duration.ofSeconds(recipe.scoring().judgeDeadlineSeconds()).toMillis();
    rollouts =
        Inbound.of(Rollout.class, deadLetters)
            .checking(
                (key, rollout) -> GroupKey.require(key, rollout.getStep(), rollout.getSlot()));
    bench.execute(() -> open(recipe, cache));
  }

  private void open(Recipe recipe, JudgeCacheTopic cache) {
    keys.ifPresent(
        appointed -> {
          LoadedJudge loaded = LoadedJudge.of(appointed.source(), () -> RunCompute.of(recipe));
          RememberedVerdicts remembered =
              new RememberedVerdicts(
                  appointed.name(), loaded.sha256(), MAX_REMEMBERED, cache::tell);
          cache.open(remembered::learn);
          judge = Optional.of(loaded);
          processor =
              Optional.of(
                  new JudgeProcessor(
                      appointed.name(),
                      loaded.sha256(),
                      PromptPlan.of(recipe).completionPrefix(),
                      loaded.judge(),
                      remembered,
                      tally,
                      System::currentTimeMillis));
          LOG.infof(
              "judge %s: %s; it remembers %d verdicts",
              appointed.name(), appointed.source().described(), remembered.size());
        });
    if (keys.isEmpty()) {
      LOG.info("the recipe asks for no judge");
    }
    activity.waitsFor(ROLLOUTS);
  }

  /** A rollout. It is acknowledged once its judgement is written. */
  @Incoming(ROLLOUTS)
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> rollout(Message<byte[]> message) {
    return clerk.uni(() -> hold(message)).chain(() -> Uni.createFrom().completionStage(room));
  }

  private void hold(Message<byte[]> message) {
    Optional<Rollout> rollout = rollouts.read(message).filter(r -> r.getFailure() == null);
    if (rollout.isEmpty() || keys.isEmpty()) {
      acknowledge(message);
      return;
    }
    IncomingKafkaRecordMetadata<?, ?> origin =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    docket.hold(
        HeldGroup.of(
            rollout.get(),
            origin.getTimestamp().toEpochMilli() + deadlineMillis,
            origin.getPartition(),
            message));
    CompletableFuture<Void> gate = new CompletableFuture<>();
    room = gate;
    if (!docket.isFull()) {
      gate.complete(null);
    }
    bench.execute(this::judgeNext);
  }

  /** One group at a time, so that what came meanwhile is seen before the next. */
  private void judgeNext() {
    docket.overflow(now()).ifPresent(group -> giveUp(group, "too many groups wait for this judge"));
    if (!resting && docket.size() > 0) {
      lookForJudge();
      if (away) {
        rest();
      } else {
        docket.next(now()).ifPresent(this::judge);
      }
    }
    if (docket.size() == 0) {
      activity.waitsFor(ROLLOUTS);
    }
    if (!docket.isFull()) {
      room.complete(null);
    }
  }

  private void lookForJudge() {
    boolean there = judge.orElseThrow().judge().isThere();
    if (there == away) {
      String who = keys.orElseThrow().source().described();
      LOG.info(there ? who + " is back" : who + " is away: groups wait until their deadline");
    }
    away = !there;
  }

  private void rest() {
    String who = keys.orElseThrow().source().described();
    activity.waitsFor(who + ", which is away");
    resting = true;
    CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () ->
                bench.execute(
                    () -> {
                      resting = false;
                      judgeNext();
                    }));
  }

  private void judge(HeldGroup<Message<byte[]>> group) {
    activity.does("judging group " + group.key());
    if (group.isLate(now())) {
      tally.countLate();
    }
    processor
        .orElseThrow()
        .judge(group.key(), group.responses())
        .ifPresentOrElse(judgement -> settle(group, judgement), () -> putBack(group));
    bench.execute(this::judgeNext);
  }

  private void putBack(HeldGroup<Message<byte[]>> group) {
    HeldGroup<Message<byte[]>> again = group.triedAgain();
    LOG.warnf("group %s: %s went away", group.key(), keys.orElseThrow().source().described());
    if (again.tries() >= MAX_TRIES) {
      giveUp(group, "the judge went away over it %d times".formatted(again.tries()));
    } else {
      docket.hold(again);
    }
  }

  private void giveUp(HeldGroup<Message<byte[]>> group, String why) {
    LOG.warnf("group %s is given up: %s", group.key(), why);
    settle(group, processor.orElseThrow().giveUp(group.key(), group.responses(), why));
  }

  private void settle(HeldGroup<Message<byte[]>> group, Judgement judgement) {
    out.sendMessageAndAwait(judgements.message(group.key().toString(), judgement));
    acknowledge(group.receipt());
    if (tally.groups() % GROUPS_BETWEEN_REPORTS == 0) {
      LOG.info(tally);
    }
  }

  private static void acknowledge(Message<byte[]> message) {
    Uni.createFrom().completionStage(message.ack()).await().indefinitely();
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** Groups that are held here and not judged yet. */
  int waiting() {
    return docket.size();
  }

  /** Whether the judge could not be asked when it was last tried. */
  boolean isAway() {
    return away;
  }

  /** What was held of partitions that now belong to another worker is that worker's to judge. */
  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    docket.revoke(partitions.stream().map(TopicPartition::partition).toList());
  }

  @PreDestroy
  void stop() {
    clerk.close();
    bench.close();
    judge.ifPresent(LoadedJudge::close);
  }
}
