package dev.preceptor.learner;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.RunCompute;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.models.InputException;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.models.training.Trainer;
import dev.preceptor.policy.PolicyPublisher;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.UnreadableRecordException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jboss.logging.Logger;

/**
 * Reads scored groups from the last checkpoint on, trains each step once it is whole, writes it in
 * one transaction, and keeps checkpoints.
 */
@ApplicationScoped
@Identifier(StepTransaction.SCORED_GROUPS)
public class LearnerService implements KafkaConsumerRebalanceListener {

  private static final Logger LOG = Logger.getLogger(LearnerService.class);

  /** Between two tries to write a checkpoint on a full disk. */
  private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);

  private final WorkThread thread = new WorkThread("learner");

  /** Nothing, once the service is about to end. */
  private final CompletableFuture<Optional<Map<Integer, Long>>> resumeOffsets =
      new CompletableFuture<>();

  private final Recipe recipe;
  private final Activity activity;
  private final Duplicates duplicates;
  private final StepPlan plan;
  private final UnitLayout layout;
  private final LearnerLog log;
  private final StepTransaction transaction;
  private final HistoryCleaner cleaner;
  private final CheckpointStore checkpoints;
  private final Multi<ConsumerRecord<String, byte[]>> channel;
  private final Inbound<ScoredGroup> groups;
  private final Duration patience;
  private Trainer trainer;
  private Learner learner;
  private KeptHistory history;
  private StepAssembly assembly;
  private int startedAfter;
  private Spares spares;
  private Optional<StepResult> last = Optional.empty();
  private volatile boolean stopping;

  LearnerService(
      Recipe recipe,
      Activity activity,
      Duplicates duplicates,
      LearnerLog log,
      StepTransaction transaction,
      HistoryCleaner cleaner,
      DeadLetters deadLetters,
      @Channel(StepTransaction.SCORED_GROUPS) Multi<ConsumerRecord<String, byte[]>> channel,
      @Channel(StepTransaction.CHANNEL) Emitter<byte[]> channelOfTheTransactionsProducer,
      @ConfigProperty(name = "preceptor.run-dir") Path runFolder,
      @ConfigProperty(name = "preceptor.shutdown-patience") Duration patience) {
    this.recipe = recipe;
    this.activity = activity;
    this.duplicates = duplicates;
    this.log = log;
    this.transaction = transaction;
    this.channel = channel;
    this.cleaner = cleaner;
    this.patience = patience;
    plan = StepPlan.of(recipe);
    checkpoints =
        new CheckpointStore(
            runFolder.resolve("checkpoints"), recipe.checkpoints().saveTotalLimit());
    layout = UnitLayout.of(recipe);
    groups = Inbound.of(ScoredGroup.class, deadLetters).checking(new GroupCheck(recipe)::require);
  }

  void start(@Observes StartupEvent event) {
    thread.execute(
        () -> {
          try {
            open();
          } finally {
            resumeOffsets.complete(Optional.empty());
          }
        });
  }

  /** The model is loaded while the log is read: the one takes as long as the other. */
  private void open() {
    WorkThread.Beside<EarlierLearners> reading =
        WorkThread.beside("earlier-learners", this::earlierLearners);
    Torch.threads(recipe.fleet().threads());
    LearnerSetup setup = LearnerSetup.of(recipe, plan, RunCompute.of(recipe));
    trainer = setup.trainer();
    EarlierLearners earlier = reading.join();
    history =
        new KeptHistory(
            recipe.checkpoints().historySteps(),
            earlier.committed().firstStepKept(),
            checkpoints::oldestStep);
    history.requireAfter(earlier.trained());
    earlier.committed().forgetBefore(earlier.trained());
    earlier.checkpoint().ifPresent(from -> trainer.restore(checkpoints.state(from)));
    learner =
        new Learner(
            plan,
            setup.issuer(),
            trainer,
            setup.schedule(),
            earlier.committed(),
            earlier.trained(),
            new PolicyPublisher(recipe.checkpoints().policyAnchorSteps()),
            log::policy,
            history,
            new Stopwatch(System::nanoTime, System::currentTimeMillis));
    assembly = new StepAssembly(earlier.trained() + 1, layout);
    startedAfter = earlier.trained();
    spares = new Spares(earlier.committed().last(), earlier.issued().spares());
    LOG.infof(
        "starting after step %d; the log holds %d steps",
        earlier.trained(), earlier.committed().last());
    Opening opening = learner.opening(earlier.issued().lastStep());
    if (!opening.isEmpty()) {
      transaction.commit(opening);
    }
    cleaner.keepFrom(history.firstStep());
    tellLacking();
    resumeOffsets.complete(
        Optional.of(earlier.checkpoint().map(LearnerCheckpoint::nextOffsets).orElse(Map.of())));
  }

  /**
   * Who may write is settled before anything is read, and before the group is joined: so a learner
   * that loses its place in the group has been replaced already.
   */
  private EarlierLearners earlierLearners() {
    transaction.fenceOffEarlierLearners();
    channel
        .onItem()
        .transformToUniAndConcatenate(record -> thread.uni(() -> accept(record)))
        .subscribe()
        .with(done -> {}, this::unsubscribed);
    checkpoints.clearRemains();
    CommittedSteps committed = log.committedSteps();
    return new EarlierLearners(
        committed, log.issued(), checkpoints.newest(committed.last(), LOG::warn));
  }

  private void unsubscribed(Throwable cause) {
    thread.execute(
        () -> {
          last = Optional.empty(); // whoever took over keeps the checkpoints
          if (cause instanceof FencedInstanceIdException) {
            transaction.requireNotReplaced();
          }
          throw new IllegalStateException("scored groups cannot be read any more", cause);
        });
  }

  /** Wherever the group's offsets stand: what the checkpoint does not hold is read again. */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    resumeOffsets.join().ifPresent(offsets -> seek(consumer, partitions, offsets));
  }

  private static void seek(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Map<Integer, Long> offsets) {
    for (TopicPartition partition : partitions) {
      if (offsets.containsKey(partition.partition())) {
        consumer.seek(partition, offsets.get(partition.partition()));
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  private void accept(ConsumerRecord<String, byte[]> record) {
    LogPosition position = new LogPosition(record.partition(), record.offset());
    assembly.passed(position);
    groups
        .read(record)
        .or(() -> unreadable(record.key()))
        .ifPresent(group -> take(group, position));
    while (!stopping && assembly.isWhole()) {
      assembly.poll().ifPresent(this::train);
    }
    fillIn();
    tellLacking();
  }

  /** After a start, groups of steps that the checkpoint holds are read again: no duplicates. */
  private void take(ScoredGroup group, LogPosition position) {
    if (!assembly.accept(group, position) && group.getStep() > startedAfter) {
      duplicates.count(StepTransaction.SCORED_GROUPS);
    }
  }

  private void fillIn() {
    int step = assembly.nextStep();
    List<Integer> slots = stopping ? List.of() : spares.due(assembly);
    if (!slots.isEmpty()) {
      LOG.infof("step %d: %d groups have failed, asking other questions", step, slots.size());
      transaction.commit(new Opening(Optional.empty(), learner.spares(step, slots)));
      spares.issued(step, slots);
    }
  }

  private void tellLacking() {
    activity.waitsFor(
        assembly.nextStep() > plan.maxSteps()
            ? "nothing: all steps are taken"
            : assembly.lacking());
  }

  /** A group that cannot be read is a failed one: its step must not wait for ever. */
  private Optional<ScoredGroup> unreadable(String text) {
    try {
      GroupKey key = GroupKey.parse(text);
      return !layout.has(key.slot()) || key.step() > plan.maxSteps()
          ? Optional.empty()
          : Optional.of(
              ScoredGroup.newBuilder()
                  .setStep(key.step())
                  .setSlot(key.slot())
                  .setPolicyVersion(plan.pinnedVersion(key.step()))
                  .setFailure("the scored group could not be read, see dead-letters")
                  .setResponses(List.of())
                  .setSampleMillis(0)
                  .setWorker("")
                  .build());
    } catch (UnreadableRecordException e) {
      return Optional.empty(); // the key is garbage too: no group can be told
    }
  }

  private void train(AssembledStep step) {
    activity.does("training step " + step.step());
    last = Optional.empty(); // until it is committed, the trainer stands at no step of the log
    StepResult result = learner.train(step);
    result
        .publication()
        .ifPresent(
            publication -> {
              transaction.commit(result, publication);
              learner.committed();
              cleaner.keepFrom(history.firstStep());
            });
    last = Optional.of(result);
    spares.taken(step.step());
    LOG.infof(
        "step %d %s: policy %s",
        step.step(),
        result.publication().isEmpty() ? "replayed" : "committed",
        result.record().getPolicySha256());
    if (plan.checkpointDue(step.step())) {
      saveOnceThereIsRoom(result);
    }
  }

  private void saveOnceThereIsRoom(StepResult result) {
    while (!save(result) && !stopping) {
      activity.waitsFor("room on the disk for the checkpoint of step " + result.record().getStep());
      LockSupport.parkNanos(BETWEEN_SAVES.toNanos());
    }
  }

  private boolean save(StepResult result) {
    try {
      return checkpoints.trySave(
          result.record().getStep(), result.policy(), trainer.state(), result.nextOffsets());
    } catch (InputException e) {
      transaction.requireNotReplaced(); // a later learner clears what this one leaves unfinished
      throw e;
    }
  }

  /** A checkpoint on the way out spares the next start the replay. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    resumeOffsets.complete(Optional.empty());
    if (thread.close(patience)) {
      last.ifPresent(this::save);
      if (trainer != null) {
        trainer.close();
      }
    }
  }
}
