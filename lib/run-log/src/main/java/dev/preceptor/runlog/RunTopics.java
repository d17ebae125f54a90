package dev.preceptor.runlog;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.InputRoots;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A run's topics on its broker: made before the services start, with the definition in them. */
public final class RunTopics {

  private static final int TIMEOUT_MILLIS = 20_000;

  /** How long a broker that is busy, or a client that is, may take to answer one question. */
  public static final Duration PATIENCE = Duration.ofMillis(TIMEOUT_MILLIS);

  private static final RecordCodec<Definition> DEFINITIONS = RecordCodec.of(Definition.class);

  private final BrokerAccess broker;
  private final Topics topics;

  public RunTopics(BrokerAccess broker, Topics topics) {
    this.broker = broker;
    this.topics = topics;
  }

  /**
   * Checks that a broker answers.
   *
   * @throws InputException if none does, or if it refuses this client; the message says why
   */
  public static void requireBroker(BrokerAccess broker) {
    try (var admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      admin.describeCluster().nodes().get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException | KafkaException e) {
      throw BrokerRefusal.of(e, broker, AclOperation.DESCRIBE)
          .orElseGet(() -> new InputException(broker + ": " + ListenerProbe.whySilent(broker), e));
    }
  }

  /** Whether something failed because no broker answered, and may work when one does. */
  public static boolean isBrokerUnavailable(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the run has topics on this broker.
   *
   * @throws InputException if this client may not know
   */
  public boolean exist() {
    try (var admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      return exist(admin);
    }
  }

  /** A topic that may not be described is left out of a list of topics, so it is asked for. */
  private boolean exist(Admin admin) {
    var name = topics.definition();
    try {
      admin.describeTopics(List.of(name)).topicNameValues().get(name).get();
      return true;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw failure(e, AclOperation.DESCRIBE, name);
    }
  }

  /** The names of all topics on this broker. */
  public Set<String> names() {
    try (var admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      return get(admin.listTopics().names(), AclOperation.DESCRIBE);
    }
  }

  /**
   * Whether a broker answers and has the run's topics.
   *
   * @throws InputException if it refuses this client
   */
  public boolean answer() {
    return silence(PATIENCE).isEmpty();
  }

  /**
   * Why no broker with the run's topics answers; nothing if one does. Where nobody listens that is
   * known at once. Whoever listens gets time: the first answer of a broker on a busy machine to a
   * client that has just been made takes seconds.
   *
   * @throws InputException if it refuses this client
   */
  public Optional<String> silence(Duration patience) {
    if (ListenerProbe.isAbsent(broker)) {
      return Optional.of("is gone: nothing listens there");
    }
    try (var admin = KafkaClients.admin(broker, (int) patience.toMillis())) {
      return exist(admin) ? Optional.empty() : Optional.of("does not have the run's topics");
    } catch (RunFailedException | KafkaException e) {
      return Optional.of("does not answer within %d s".formatted(patience.toSeconds()));
    }
  }

  /**
   * Holds those of the run's topics that are there already against what the run needs of them, and
   * makes the others.
   *
   * @param partitions of the topics that hold groups
   * @throws InputException if a topic that is there does not fit; none has been made then
   */
  public void prepare(int partitions, TopicDurability durability) {
    List<TopicSpec> specs = durability.of(topics.specs(partitions));
    Set<String> names = names();
    List<TopicSpec> there = specs.stream().filter(spec -> names.contains(spec.name())).toList();
    if (!there.isEmpty()) {
      TopicFit.require(broker, there);
    }
    make(specs.stream().filter(spec -> !there.contains(spec)).toList(), durability.replicas());
  }

  /** Makes those of the topics that are not there yet, replicated as the cluster does. */
  public void create(List<TopicSpec> specs) {
    Set<String> names = names();
    make(specs.stream().filter(spec -> !names.contains(spec.name())).toList(), OptionalInt.empty());
  }

  /** Another process may have made one in the meantime. */
  private void make(List<TopicSpec> missing, OptionalInt replicas) {
    try (var admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      admin
          .createTopics(missing.stream().map(spec -> spec.newTopic(replicas)).toList())
          .values()
          .forEach(this::getUnlessThere);
    }
  }

  /** Allows other users something; those rights that they have stay. */
  public void allow(Collection<AclBinding> rights) {
    try (var admin = KafkaClients.admin(broker, TIMEOUT_MILLIS)) {
      get(admin.createAcls(rights).all(), AclOperation.ALTER);
    }
  }

  /** The definition that counts; see {@link DefinitionRecords}. */
  public Optional<Definition> definition() {
    return definition(why -> {});
  }

  private Optional<Definition> definition(Consumer<String> unusable) {
    var records = new DefinitionRecords(topics);
    RunLog.at(broker, topics)
        .replay(
            List.of(topics.definition()),
            event -> {
              if (event instanceof RunEvent.Defined defined) {
                try {
                  records.enter(defined.key(), defined.value().get());
                } catch (UnreadableRecordException e) {
                  unusable.accept(e.getMessage());
                }
              }
            });
    return records.newest();
  }

  /**
   * The recipe of the definition that was published last, with the paths of its inputs on this
   * machine.
   *
   * @throws InputException if there is none, or it cannot be read
   */
  public Recipe recipe() {
    var unusable = new AtomicReference<String>();
    var definition =
        definition(unusable::set)
            .orElseThrow(
                () ->
                    new InputException(
                        unusable.get() == null
                            ? "run %s has no definition in topic %s"
                                .formatted(topics.run(), topics.definition())
                            : "the definition of run %s cannot be read: %s"
                                .formatted(topics.run(), unusable.get())));
    return RecipeReader.parse(
        "the definition of run " + topics.run(),
        definition.getRecipe(),
        Job.TRAIN,
        InputRoots.of(System.getenv())::find);
  }

  /** Publishes what the run is. */
  public void publish(Definition definition) {
    var record =
        new ProducerRecord<>(
            topics.definition(),
            definition.getRun().getBytes(StandardCharsets.UTF_8),
            DEFINITIONS.encode(definition));
    try (var producer = KafkaClients.writer(broker)) {
      producer.send(record).get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw BrokerRefusal.of(e, broker, AclOperation.WRITE)
          .<RuntimeException>map(why -> why)
          .orElseGet(
              () ->
                  new RunFailedException("the definition cannot be published: " + e.getCause(), e));
    }
  }

  private void getUnlessThere(String topic, KafkaFuture<Void> made) {
    try {
      made.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw failure(e, AclOperation.CREATE, topic);
      }
    }
  }

  private <T> T get(KafkaFuture<T> future, AclOperation wanted) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw failure(e, wanted, "");
    }
  }

  private RuntimeException failure(ExecutionException e, AclOperation wanted, String topic) {
    return BrokerRefusal.of(e, broker, wanted, topic)
        .<RuntimeException>map(why -> why)
        .orElseGet(
            () ->
                new RunFailedException(
                    "the broker refused the request: " + e.getCause().getMessage(), e.getCause()));
  }

  private static RunFailedException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RunFailedException("interrupted while talking to the broker", e);
  }
}
