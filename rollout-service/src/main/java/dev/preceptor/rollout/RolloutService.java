package dev.preceptor.rollout;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetters;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.Inbound;
import dev.preceptor.kit.NameWatch;
import dev.preceptor.kit.Outbound;
import dev.preceptor.kit.PolicyMeters;
import dev.preceptor.kit.RunCompute;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.torch.Torch;
import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.SamplingKeys;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.UnreadableRecordException;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Wires the {@link RolloutLoop} to its channels: prompts and policy come in, rollouts go out.
 * Everything happens on one thread; while it decodes, both channels wait.
 */
@ApplicationScoped
@Identifier(RolloutService.PROMPTS)
public class RolloutService implements KafkaConsumerRebalanceListener {

  static final String PROMPTS = "prompts";
  private static final Logger LOG = Logger.getLogger(RolloutService.class);

  /** Weights larger than this are refused, bytes. */
  private static final long MAX_POLICY_BYTES = 64L << 30;

  /** Rollouts on their way to the broker, below what an emitter buffers. */
  private static final int MAX_WRITTEN_AT_ONCE = 64;

  private final WorkThread sampler = new WorkThread("sampler");
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Inbound<PolicyChunk> chunks;
  private final Inbound<Prompt> prompts;
  private final Outbound<Rollout> rollouts = Outbound.of(Rollout.class);
  private final MutinyEmitter<byte[]> out;
  private final Activity activity;
  private final Duplicates duplicates;
  private final PolicyMeters policyMeters;
  private final RolloutMeters meters;
  private final GroupTraces traces;
  private final RunLog log;
  private final RolloutLoop<Message<byte[]>> loop;
  private final Map<Integer, Long> lastPromptOffsets = new HashMap<>();
  private long lastChunkOffset = -1;

  RolloutService(
      Recipe recipe,
      Activity activity,
      Duplicates duplicates,
      PolicyMeters policyMeters,
      RolloutMeters meters,
      GroupTraces traces,
      DeadLetters deadLetters,
      RunLog log,
      RunBounds bounds,
      StepsOnRecord steps,
      @Channel("rollouts") MutinyEmitter<byte[]> out,
      @ConfigProperty(name = "preceptor.worker") String worker,
      @ConfigProperty(name = "preceptor.instance") String instance,
      @ConfigProperty(name = "preceptor.policy-patience") Duration policyPatience) {
    NameWatch.over(instance);
    this.activity = activity;
    this.out = out;
    this.log = log;
    this.duplicates = duplicates;
    this.policyMeters = policyMeters;
    this.meters = meters;
    this.traces = traces;
    PromptCheck check = new PromptCheck(bounds, steps, recipe.fleet().partitions());
    chunks =
        Inbound.of(PolicyChunk.class, deadLetters)
            .checking((record, chunk) -> PolicyChunks.requireKey(record.key(), chunk))
            .checking(
                (record, chunk) ->
                    bounds.requireWeights(chunk.getVersion(), chunk.getSha256(), steps));
    prompts =
        Inbound.of(Prompt.class, deadLetters)
            .checking((record, prompt) -> check.require(record.key(), record.partition(), prompt));
    loop = loop(recipe, check, worker);
    meters.watch(loop::held);
    clock.scheduleWithFixedDelay(
        () -> sampler.execute(this::giveUpWhatIsLost),
        policyPatience.toMillis(),
        policyPatience.toMillis(),
        TimeUnit.MILLISECONDS);
    // Sums depend on how many threads share them, so every worker uses as many as the recipe says.
    sampler.execute(
        () -> {
          Torch.threads(recipe.fleet().threads());
          activity.waitsFor(Awaited.PROMPTS, PROMPTS);
        });
  }

  private RolloutLoop<Message<byte[]>> loop(Recipe recipe, PromptCheck check, String worker) {
    SamplingKeys keys = recipe.sampling();
    // When version v is the newest, all steps up to v are trained; a prompt of a later step pins
    // v-staleness or newer.
    PolicyAssembler versions = new PolicyAssembler(MAX_POLICY_BYTES, recipe.fleet().staleness());
    RolloutProcessor processor =
        new RolloutProcessor(
            new LoadedPolicy(versions, () -> RunCompute.of(recipe), this::applied),
            keys.numGenerations(),
            keys.maxPromptLength(),
            new Sampling(keys.temperature(), keys.maxCompletionLength(), List.of()),
            worker,
            System::currentTimeMillis);
    return new RolloutLoop<>(check, versions, processor, sampler::execute, new Output());
  }

  private void applied(int version, double seconds) {
    LOG.infof("policy version %d is in use after %.3f s", version, seconds);
    policyMeters.uses(version);
    meters.applied(seconds);
    activity.report("policy version", String.valueOf(version));
    activity.report("policy apply seconds", "%.3f".formatted(seconds));
  }

  /** A slice of weights. */
  @Incoming("policy")
  @Acknowledgment(Acknowledgment.Strategy.PRE_PROCESSING)
  Uni<Void> chunk(ConsumerRecord<String, byte[]> record) {
    return sampler.uni(
        () -> {
          policyMeters.received(Math.max(0, record.serializedValueSize()));
          chunks.read(record, loop::receive);
          lastChunkOffset = record.offset();
        });
  }

  private void giveUpWhatIsLost() {
    loop.giveUpLostVersion(() -> isRead(RunEvent.Published.class, 0, lastChunkOffset));
    loop.giveUpLostPrompts(
        partition ->
            isRead(
                RunEvent.Issued.class, partition, lastPromptOffsets.getOrDefault(partition, -1L)));
  }

  private boolean isRead(Class<? extends RunEvent> type, int partition, long lastRead) {
    return log.lastOffset(type, partition).orElse(Long.MAX_VALUE) <= lastRead;
  }

  /** A prompt. It is acknowledged when its rollout is written. */
  @Incoming(PROMPTS)
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> prompt(Message<byte[]> message) {
    return sampler
        .uni(() -> receive(message))
        .chain(() -> Uni.createFrom().completionStage(loop.room()));
  }

  private void receive(Message<byte[]> message) {
    IncomingKafkaRecordMetadata<?, ?> metadata =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    PromptOrigin origin = new PromptOrigin(metadata.getPartition(), metadata.getOffset());
    lastPromptOffsets.merge(origin.partition(), origin.offset(), Math::max);
    prompts
        .read(
            Inbound.recordOf(message),
            Optional::of,
            why -> receiveUnusable(why, String.valueOf(metadata.getKey()), origin, message))
        .ifPresent(
            prompt -> {
              traces.arrived(
                  new GroupKey(prompt.getStep(), prompt.getSlot()), metadata.getHeaders());
              loop.receive(prompt, origin, message);
            });
  }

  private void receiveUnusable(
      UnreadableRecordException why, String key, PromptOrigin origin, Message<byte[]> message) {
    if (why instanceof RefusedRecordException) {
      loop.refuse(message);
    } else {
      loop.receiveUnreadable(key, origin, message);
    }
  }

  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Set<Integer> revoked = numbers(partitions);
    LOG.infof("partitions %s are revoked", revoked);
    sampler.execute(
        () -> {
          lastPromptOffsets.keySet().removeAll(revoked);
          loop.revoke(revoked);
        });
  }

  /**
   * New partitions are read from their last acknowledged prompt on. What is held of them, or of any
   * that this worker no longer has, is from before the broker took this process for dead; the
   * revocation may have been lost together with a failed offset commit.
   */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Set<Integer> kept = numbers(consumer.assignment());
    kept.removeAll(numbers(partitions));
    LOG.infof("partitions %s are assigned, in addition to %s", numbers(partitions), kept);
    sampler.execute(
        () -> {
          lastPromptOffsets.keySet().retainAll(kept);
          loop.keepOnly(kept);
        });
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::partition)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @PreDestroy
  void stop() {
    clock.shutdownNow();
    sampler.close();
  }

  /** The way out of the loop: the channel of rollouts, and what operators see. */
  private final class Output implements RolloutLoop.Outlet<Message<byte[]>> {

    @Override
    public void publish(List<Rollout> answers) {
      Uni.join()
          .all(answers.stream().map(this::write).toList())
          .usingConcurrencyOf(MAX_WRITTEN_AT_ONCE)
          .andFailFast()
          .await()
          .indefinitely();
      meters.written(answers);
    }

    private Uni<Void> write(Rollout rollout) {
      GroupKey group = new GroupKey(rollout.getStep(), rollout.getSlot());
      return out.sendMessage(
          rollouts.message(group.toString(), rollout, traces.done("sample", group)));
    }

    @Override
    public void acknowledge(Message<byte[]> message) {
      Uni.createFrom().completionStage(message.ack()).await().indefinitely();
    }

    @Override
    public void countDuplicate() {
      duplicates.count(PROMPTS);
    }

    @Override
    public void does(String what) {
      activity.does(what);
    }

    @Override
    public void waitsFor(Awaited awaited, String what) {
      activity.waitsFor(awaited, what);
    }
  }
}
