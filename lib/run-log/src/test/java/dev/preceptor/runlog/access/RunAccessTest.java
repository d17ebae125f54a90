package dev.preceptor.runlog.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunRemains;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.TopicFit;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.SecuredBroker;
import dev.preceptor.testkit.SecuredBroker.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every role tries everything on a broker with Kafka's own authorizer: what the table gives it
 * succeeds, and all else is refused.
 */
@Tag("integration")
class RunAccessTest {

  private static final Topics TOPICS = new Topics("mine");
  private static final Topics OTHER = new Topics("other");

  private static final List<AclOperation> ON_TOPICS =
      List.of(
          AclOperation.DESCRIBE,
          AclOperation.READ,
          AclOperation.WRITE,
          AclOperation.CREATE,
          AclOperation.DELETE,
          AclOperation.ALTER_CONFIGS);

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker =
        SecuredBroker.start(folder, Stream.of(Role.values()).map(Role::label).toList(), List.of());
    try (var admin = broker.admin()) {
      admin
          .createTopics(topics().map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Stream<String> topics() {
    return Stream.of(
            TOPICS.specs(1).stream().map(TopicSpec::name),
            Stream.of(
                TOPICS.member("reward") + "-waiting-changelog",
                TOPICS.rescored("again"),
                OTHER.rollouts(),
                OTHER.scoredGroups()))
        .flatMap(names -> names);
  }

  private static void allow(List<Grant> table) throws Exception {
    try (var admin = broker.admin()) {
      for (var grant : table) {
        admin.createAcls(grant.bindings("User:" + grant.role())).all().get();
      }
    }
  }

  @Test
  void everyRoleMayDoWhatTheTableGivesItAndNothingElse() throws Exception {
    var table = RunAccess.of(TOPICS, false);
    allow(table);
    Map<String, Map<Role, String>> matrix = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (var role : Role.values()) {
      try (var client = new Client(role)) {
        for (var topic : topics().toList()) {
          List<String> may = new ArrayList<>();
          for (var operation : ON_TOPICS) {
            boolean allowed = client.may(topic, operation);
            if (allowed) {
              may.add(operation.toString());
            }
            check(table, role, ResourceType.TOPIC, topic, operation, allowed, wrong);
          }
          enter(matrix, "topic " + topic, role, may);
        }
        for (var group :
            List.of("rollout", "judge", "judge.sound", "reward", "learner", "rescored-again")) {
          var name = TOPICS.member(group);
          boolean allowed = client.mayLeave(name);
          check(table, role, ResourceType.GROUP, name, AclOperation.READ, allowed, wrong);
          boolean deletes = client.mayDelete(name);
          check(table, role, ResourceType.GROUP, name, AclOperation.DELETE, deletes, wrong);
          enter(
              matrix,
              "group " + name,
              role,
              Stream.of(allowed ? "READ" : "", deletes ? "DELETE" : "")
                  .filter(operation -> !operation.isEmpty())
                  .toList());
        }
        for (var id :
            List.of(
                TOPICS.learnerTransaction(),
                TOPICS.evalTransaction(),
                TOPICS.member("reward") + "-x-1",
                TOPICS.rescored("again"),
                OTHER.learnerTransaction())) {
          boolean allowed = client.mayTransact(id);
          check(table, role, ResourceType.TRANSACTIONAL_ID, id, AclOperation.WRITE, allowed, wrong);
          enter(matrix, "transactional id " + id, role, allowed ? List.of("WRITE") : List.of());
        }
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/access-matrix.md"), text(matrix));
    assertThat(wrong).isEmpty();
    assertThat(matrix.get("topic mine.rollouts").get(Role.ROLLOUT)).isEqualTo("DESCRIBE WRITE");
    for (var topic : List.of("scored-groups", "judgements", "evaluations")) {
      assertThat(matrix.get("topic mine." + topic).get(Role.ROLLOUT)).isEmpty();
    }
    for (var topic : List.of("policy", "definition", "prompts", "training-steps")) {
      assertThat(matrix.get("topic mine." + topic).get(Role.ROLLOUT)).isEqualTo("DESCRIBE READ");
    }
  }

  private static void check(
      List<Grant> table,
      Role role,
      ResourceType type,
      String name,
      AclOperation operation,
      boolean allowed,
      List<String> wrong) {
    if (RunAccess.allows(table, role, type, name, operation) != allowed) {
      wrong.add(
          "%s %s %s %s: %s"
              .formatted(role, operation, type, name, allowed ? "is allowed" : "is refused"));
    }
  }

  private static void enter(
      Map<String, Map<Role, String>> matrix, String resource, Role role, List<String> may) {
    matrix
        .computeIfAbsent(resource, name -> new LinkedHashMap<>())
        .put(role, String.join(" ", may));
  }

  private static String text(Map<String, Map<Role, String>> matrix) {
    var text = new StringBuilder("| |");
    for (var role : Role.values()) {
      text.append(' ').append(role).append(" |");
    }
    text.append("\n|").append("---|".repeat(Role.values().length + 1)).append('\n');
    matrix.forEach(
        (resource, row) ->
            text.append("| ")
                .append(resource)
                .append(row.values().stream().collect(Collectors.joining(" | ", " | ", " |\n"))));
    return text.toString();
  }

  /** As {@code preceptor submit} does with topics that somebody has made for the run. */
  @Test
  void theOperatorMayHoldTopicsAgainstWhatARunNeeds() throws Exception {
    var made = new Topics("made");
    try (var admin = broker.admin()) {
      admin.createTopics(made.specs(1).stream().map(TopicSpec::newTopic).toList()).all().get();
    }
    var operator = as(Role.OPERATOR);
    assertThatThrownBy(() -> TopicFit.require(operator, made.specs(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("User:operator may not");

    allow(RunAccess.of(made, false));
    TopicFit.require(operator, made.specs(1));
  }

  @Test
  void theOperatorMayStopARun() throws Exception {
    var stopped = new Topics("stopped");
    var definition = definition(stopped).setStoppedMillis(1L).build();
    try (var admin = broker.admin()) {
      admin.createTopics(stopped.specs(1).stream().map(TopicSpec::newTopic).toList()).all().get();
    }
    allow(RunAccess.of(stopped, false));
    new RunTopics(as(Role.OPERATOR), stopped).publish(definition(stopped).build());
    for (var role : List.of(Role.LEARNER, Role.JOIN, Role.DELETE)) {
      assertThatThrownBy(() -> new RunTopics(as(role), stopped).publish(definition))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("User:" + role + " may not");
    }

    var topics = new RunTopics(as(Role.OPERATOR), stopped);
    assertThat(topics.answer()).isTrue();
    assertThat(topics.definition().orElseThrow().getStoppedMillis()).isNull();
    topics.publish(definition);
    assertThat(topics.definition().orElseThrow().getStoppedMillis()).isEqualTo(1);
  }

  /** What the run's services leave, and a rescore; of another run it leaves everything. */
  @Test
  void whoMayDeleteFindsAllOfARunAndDeletesItAndNobodyElseDoes() throws Exception {
    var gone = new Topics("gone");
    allow(RunAccess.of(gone, false));
    try (var admin = broker.admin()) {
      admin.createTopics(gone.specs(1).stream().map(TopicSpec::newTopic).toList()).all().get();
      admin
          .createTopics(
              Stream.of(gone.member("reward") + "-waiting-changelog", gone.rescored("again"))
                  .map(name -> new NewTopic(name, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    commit(Role.ROLLOUT, gone.prompts(), gone.member("rollout"));
    transact(Role.LEARNER, gone.learnerTransaction());
    transact(Role.EVAL, gone.evalTransaction());
    transact(Role.REWARD, gone.member("reward") + "-x-1");
    transact(Role.OPERATOR, gone.rescored("again"));

    var remains = RunRemains.find(as(Role.DELETE), gone);
    assertThat(remains.topics()).hasSize(gone.specs(1).size() + 2).contains(gone.policy());
    assertThat(remains.groups()).containsExactly(gone.member("rollout"));
    assertThat(remains.transactionalIds())
        .containsExactly("gone-eval", "gone-learner", "gone.rescored-again", "gone.reward-x-1");
    for (var role : Role.values()) {
      if (role != Role.DELETE) {
        assertThatThrownBy(() -> remains.delete(as(role))).isInstanceOf(InputException.class);
      }
    }
    remains.delete(as(Role.DELETE));
    try (var admin = broker.admin()) {
      assertThat(admin.listTopics().names().get())
          .noneMatch(name -> name.startsWith("gone."))
          .contains(OTHER.rollouts());
      assertThat(admin.listGroups().all().get())
          .noneMatch(group -> group.groupId().startsWith("gone."));
    }
  }

  private static Definition.Builder definition(Topics topics) {
    return Definition.newBuilder()
        .setRun(topics.run())
        .setRecipe("model: tiny")
        .setModelSha256("")
        .setTrainSha256("")
        .setTestSha256("")
        .setCode("test")
        .setCreatedMillis(0);
  }

  private static BrokerAccess as(Role role) {
    return BrokerAccess.of(new HashMap<>(broker.scram(Way.PASSWORD, role.label())));
  }

  private static void commit(Role role, String topic, String group) {
    Map<String, Object> settings = new HashMap<>(broker.scram(Way.PASSWORD, role.label()));
    settings.put("group.id", group);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)));
    }
  }

  private static void transact(Role role, String id) {
    Map<String, Object> settings = new HashMap<>(broker.scram(Way.PASSWORD, role.label()));
    settings.put("transactional.id", id);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
    }
  }

  /** One role's clients. */
  private static final class Client implements AutoCloseable {

    private final Map<String, Object> settings;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Client(Role role) {
      settings = new HashMap<>(broker.scram(Way.PASSWORD, role.label()));
      settings.put("enable.idempotence", false);
      settings.put("auto.offset.reset", "earliest");
      admin = Admin.create(settings);
      producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    boolean may(String topic, AclOperation operation) throws Exception {
      var partition = new TopicPartition(topic, 0);
      return switch (operation) {
        case DESCRIBE ->
            isAllowed(() -> admin.describeTopics(List.of(topic)).allTopicNames().get());
        case READ ->
            isAllowed(
                () -> {
                  consumer.assign(List.of(partition));
                  consumer.seekToBeginning(List.of(partition));
                  consumer.position(partition);
                  consumer.poll(Duration.ofMillis(50));
                  consumer.poll(Duration.ofMillis(50));
                });
        case WRITE ->
            isAllowed(() -> producer.send(new ProducerRecord<>(topic, 0, null, new byte[1])).get());
        case CREATE ->
            isAllowed(
                () ->
                    admin
                        .createTopics(
                            List.of(new NewTopic(topic, 1, (short) 1)),
                            new CreateTopicsOptions().validateOnly(true))
                        .all()
                        .get());
        case DELETE ->
            isAllowed(
                () ->
                    admin
                        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0)))
                        .all()
                        .get());
        case ALTER_CONFIGS ->
            isAllowed(
                () ->
                    admin
                        .incrementalAlterConfigs(
                            Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                List.of(
                                    new AlterConfigOp(
                                        new ConfigEntry("segment.ms", "60000"),
                                        AlterConfigOp.OpType.SET))),
                            new AlterConfigsOptions().validateOnly(true))
                        .all()
                        .get());
        default -> throw new IllegalArgumentException(operation.toString());
      };
    }

    /** Takes a member out that is not there, which only who may read in a group may. */
    boolean mayLeave(String group) throws Exception {
      return isAllowed(
          () ->
              admin
                  .removeMembersFromConsumerGroup(
                      group,
                      new RemoveMembersFromConsumerGroupOptions(
                          List.of(new MemberToRemove("nobody"))))
                  .all()
                  .get());
    }

    boolean mayDelete(String group) throws Exception {
      return isAllowed(() -> admin.deleteConsumerGroups(List.of(group)).all().get());
    }

    boolean mayTransact(String id) throws Exception {
      Map<String, Object> transactional = new HashMap<>(settings);
      transactional.remove("enable.idempotence");
      transactional.put("transactional.id", id);
      try (var own =
          new KafkaProducer<>(
              transactional, new ByteArraySerializer(), new ByteArraySerializer())) {
        return isAllowed(own::initTransactions);
      }
    }

    private static boolean isAllowed(Attempt attempt) throws Exception {
      try {
        attempt.make();
        return true;
      } catch (AuthorizationException e) {
        return false;
      } catch (ExecutionException e) {
        // Whatever else is wrong with what was asked for, it was allowed.
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          if (cause instanceof AuthorizationException) {
            return false;
          }
        }
        return true;
      }
    }

    @Override
    public void close() {
      admin.close();
      producer.close();
      consumer.close();
    }
  }

  private interface Attempt {
    void make() throws Exception;
  }
}
