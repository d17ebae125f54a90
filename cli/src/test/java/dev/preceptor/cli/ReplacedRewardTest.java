package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two reward-services of one name, as after a network partition. */
@Tag("integration")
class ReplacedRewardTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("replaced-reward");

  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();
  private EmbeddedBroker broker;
  private Admin admin;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.inTemporaryFolder();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    var run = new RunTopics(BrokerAccess.open(broker.bootstrapServers()), TOPICS);
    run.create(TOPICS.specs(1));
    run.publish(
        Definition.newBuilder()
            .setRun(TOPICS.run())
            .setRecipe("model: m\nphantom: {train: 8, test: 8}\n")
            .setModelSha256("")
            .setTrainSha256("")
            .setTestSha256("")
            .setCode("test")
            .setCreatedMillis(0)
            .build());
  }

  @AfterEach
  void stop() throws Exception {
    for (var process : started) {
      process.destroyForcibly().waitFor();
    }
    admin.close();
    broker.close();
  }

  @Test
  void theOneThatWasStartedFirstEndsForGoodWhenItWakesUp() throws Exception {
    var first = reward("first");
    var place = awaitMemberBeside("");
    ServiceProcess.signal(first.toHandle(), "STOP");
    var second = reward("second");
    var taken = awaitMemberBeside(place);
    ServiceProcess.signal(first.toHandle(), "CONT");

    assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(log("first")).isTrue();
    assertThat(first.exitValue()).as(log("first")).isEqualTo(Supervisor.REPLACED);
    assertThat(log("first"))
        .contains(
            "reward-service reward-1 (process %d) of run %s ends: one of the same name was started later and has taken its place"
                .formatted(first.pid(), TOPICS.run()));
    assertThat(second.isAlive()).as(log("second")).isTrue();
    assertThat(member()).isEqualTo(taken);
  }

  private Process reward(String name) throws IOException {
    var process =
        ServiceProcess.start(
            "reward-service",
            "reward-1",
            broker.bootstrapServers(),
            TOPICS.run(),
            folder.resolve(name + ".log"));
    started.add(process);
    return process;
  }

  /** The id that Kafka gave the group's only member when it got its partitions, once it is new. */
  private String awaitMemberBeside(String other) {
    return await().atMost(PATIENCE).until(this::member, id -> !id.isEmpty() && !id.equals(other));
  }

  private String member() throws Exception {
    return admin
        .describeConsumerGroups(List.of(TOPICS.member("reward")))
        .describedGroups()
        .get(TOPICS.member("reward"))
        .toCompletionStage()
        .toCompletableFuture()
        .handle(
            (group, missing) ->
                missing != null
                    ? ""
                    : group.members().stream()
                        .filter(member -> !member.assignment().topicPartitions().isEmpty())
                        .map(MemberDescription::consumerId)
                        .findFirst()
                        .orElse(""))
        .get();
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
  }
}
