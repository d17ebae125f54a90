package dev.preceptor.learner;

import dev.preceptor.kit.Outbound;
import dev.preceptor.kit.ReplacedException;
import dev.preceptor.kit.SoleWriter;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.policy.PolicyPublisher.Publication;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Writes a step as one Kafka transaction: what was consumed, the policy version, the step's record
 * and the prompts of a later step become visible together or not at all. The transactional id
 * fences off an earlier learner.
 */
@Singleton
class StepTransaction {

  /** The outgoing channel whose producer has the transactional id. */
  static final String CHANNEL = "step";

  /** The incoming channel whose group the consumed offsets belong to. */
  static final String SCORED_GROUPS = "scored-groups";

  private final KafkaClientService clients;
  private final Topics topics;
  private final SoleWriter writer;
  private final UnitLayout layout;
  private final int partitions;
  private final PolicyCleaner cleaner;
  private final GroupTraces traces;
  private final Outbound<PolicyChunk> chunks = Outbound.of(PolicyChunk.class);
  private final Outbound<TrainingStep> steps = Outbound.of(TrainingStep.class);
  private final Outbound<Prompt> prompts = Outbound.of(Prompt.class);
  private volatile Future<RecordMetadata> firstChunk;

  StepTransaction(
      KafkaClientService clients,
      Topics topics,
      Recipe recipe,
      PolicyCleaner cleaner,
      GroupTraces traces,
      @ConfigProperty(name = "preceptor.instance") String instance) {
    this.cleaner = cleaner;
    this.traces = traces;
    this.clients = clients;
    writer = new SoleWriter("learner " + instance, "a learner", topics);
    this.topics = topics;
    this.layout = UnitLayout.of(recipe);
    this.partitions = recipe.fleet().partitions();
  }

  /**
   * Makes sure that no earlier learner can write any more, and that its open transaction is ended:
   * only then may the log be read.
   */
  void fenceOffEarlierLearners() {
    // The channel's producer is made with initTransactions, which does both.
    producer()
        .runOnSendingThread((Consumer<Producer<String, byte[]>>) made -> {})
        .await()
        .indefinitely();
  }

  /**
   * Asks the broker whether this learner may still write. Writes nothing.
   *
   * @throws ReplacedException if a later learner has fenced off this one
   */
  void requireNotReplaced() {
    onSendingThread(
        producer -> {
          producer.beginTransaction();
          try {
            producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(topics.scoredGroups(), 0), new OffsetAndMetadata(0)),
                new ConsumerGroupMetadata(topics.member("learner")));
          } finally {
            producer.abortTransaction();
          }
        });
  }

  /** Writes what is missing before the first step. */
  void commit(Opening opening) {
    inTransaction(
        producer -> {
          opening.policy().ifPresent(policy -> send(producer, policy));
          opening.prompts().forEach(prompt -> send(producer, prompt));
        });
    opening.policy().ifPresent(this::written);
  }

  /** Writes a step. */
  void commit(StepResult result) {
    TrainingStep record = result.record();
    Publication publication = result.publication();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    result
        .reached()
        .nextOffsets()
        .forEach(
            (partition, offset) ->
                offsets.put(
                    new TopicPartition(topics.scoredGroups(), partition),
                    new OffsetAndMetadata(offset)));
    ConsumerGroupMetadata group = consumer().consumerGroupMetadata().await().indefinitely();
    inTransaction(
        producer -> {
          send(producer, publication);
          producer.send(
              steps.producerRecord(
                  topics.trainingSteps(), Integer.toString(record.getStep()), record));
          result.prompts().forEach(prompt -> send(producer, prompt));
          producer.sendOffsetsToTransaction(offsets, group);
        });
    written(publication);
  }

  private void send(Producer<String, byte[]> producer, Publication publication) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    publication
        .chunks()
        .forEachRemaining(
            chunk ->
                sent.add(
                    producer.send(
                        chunks.producerRecord(topics.policy(), PolicyChunks.key(chunk), chunk))));
    firstChunk = sent.get(0);
  }

  private void written(Publication publication) {
    try {
      cleaner.written(firstChunk.get().offset(), publication);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a committed record was not written", e);
    }
  }

  /** The prompts of a unit go to one partition, so that one worker gets them all. */
  private void send(Producer<String, byte[]> producer, Prompt prompt) {
    GroupKey group = new GroupKey(prompt.getStep(), prompt.getSlot());
    producer.send(
        prompts.producerRecord(
            topics.prompts(),
            layout.unitOf(prompt.getSlot()) % partitions,
            group.toString(),
            prompt,
            traces.begin("issue", group)));
  }

  private void inTransaction(Consumer<Producer<String, byte[]>> write) {
    onSendingThread(producer -> SoleWriter.inTransaction(producer, write));
  }

  private void onSendingThread(Consumer<Producer<String, byte[]>> work) {
    writer.run(() -> producer().runOnSendingThread(work).await().indefinitely());
  }

  private KafkaProducer<String, byte[]> producer() {
    return clients.getProducer(CHANNEL);
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return clients.getConsumer(SCORED_GROUPS);
  }
}
