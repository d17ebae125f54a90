package dev.preceptor.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.models.InputException;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.SecuredBroker;
import dev.preceptor.testkit.SecuredBroker.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user reads when a login fails: the true cause, in one line, with the fix. */
@Tag("integration")
class BrokerRefusalTest {

  private static final Topics TOPICS = new Topics("mine");

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(folder, List.of("alice"), List.of("alice"));
    try (var admin = broker.admin()) {
      admin
          .createTopics(TOPICS.specs(1).stream().map(spec -> spec.newTopic()).toList())
          .all()
          .get();
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(
                          ResourceType.TOPIC, TOPICS.definition(), PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:alice", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static BrokerAccess access(Map<String, String> login, String... changes) {
    Map<String, String> changed = new HashMap<>(login);
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) {
        changed.remove(changes[i]);
      } else {
        changed.put(changes[i], changes[i + 1]);
      }
    }
    var file = broker.file("client-" + System.nanoTime(), changed);
    return ClientConfig.of(Optional.empty(), Optional.of(file), Map.of()).access().orElseThrow();
  }

  private static String refusal(BrokerAccess broker) {
    var thrown = catchThrowable(() -> RunTopics.requireBroker(broker));
    assertThat(thrown).isInstanceOf(InputException.class);
    assertThat(thrown.getMessage())
        .startsWith(broker.named() + ": ")
        .doesNotContain("password-of-", SecuredBroker.STORE_PASSWORD);
    return thrown.getMessage();
  }

  @Test
  void everyWayToLogInWorks() throws Exception {
    List<Map<String, String>> logins = new ArrayList<>();
    for (var way : List.of(Way.PASSWORD, Way.ENCRYPTED)) {
      logins.add(broker.scram(way, "alice"));
      logins.add(broker.plain(way, "alice"));
      logins.add(broker.token(way, "alice"));
    }
    for (var format : List.of("PEM", "PKCS12", "JKS")) {
      logins.add(broker.certificate("alice", format));
    }
    for (var login : logins) {
      RunTopics.requireBroker(access(login));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
  void aWrongPassword(String mechanism) {
    var login =
        mechanism.equals("PLAIN")
            ? broker.plain(Way.ENCRYPTED, "alice")
            : broker.scram(Way.PASSWORD, "alice");
    var wrong = login.get("sasl.jaas.config").replace("password-of-alice", "password-of-bob");
    assertThat(refusal(access(login, "sasl.jaas.config", wrong)))
        .contains("login of user alice by " + mechanism + " is refused", "sasl.jaas.config");
  }

  @Test
  void aMechanismThatTheBrokerDoesNotTake() {
    var login = broker.scram(Way.PASSWORD, "alice");
    assertThat(refusal(access(login, "sasl.mechanism", "SCRAM-SHA-256")))
        .contains("does not take logins by SCRAM-SHA-256", "OAUTHBEARER", "set sasl.mechanism");
  }

  @Test
  void anUnknownCa() {
    var login = broker.scram(Way.ENCRYPTED, "alice");
    assertThat(
            refusal(
                access(login, "ssl.truststore.certificates", null, "ssl.truststore.type", null)))
        .contains("the broker's certificate is not trusted", "set ssl.truststore.*");
  }

  @Test
  void aCertificateOfAnotherHost() {
    var login = broker.scram(Way.MISNAMED, "alice");
    login.put("ssl.truststore.certificates", broker.certificatePem(Way.MISNAMED));
    assertThat(refusal(access(login))).contains("certificate is for another host", "127.0.0.1");
  }

  @Test
  void aClientWithoutEncryptionOnAnEncryptedListener() {
    assertThat(refusal(access(Map.of("bootstrap.servers", broker.bootstrapServers(Way.ENCRYPTED)))))
        .contains("the listener is encrypted (TLS), but security.protocol is PLAINTEXT");
    var login = broker.scram(Way.PASSWORD, "alice");
    assertThat(refusal(access(login, "bootstrap.servers", broker.bootstrapServers(Way.ENCRYPTED))))
        .contains(
            "is encrypted (TLS), but security.protocol is SASL_PLAINTEXT; set it to SASL_SSL");
  }

  @Test
  void anEncryptingClientOnAListenerThatIsNot() throws Exception {
    var login = broker.scram(Way.ENCRYPTED, "alice");
    assertThat(refusal(access(login, "bootstrap.servers", broker.bootstrapServers(Way.PASSWORD))))
        .contains("is not encrypted, but security.protocol is SASL_SSL; set it to SASL_PLAINTEXT");
    var mutual = broker.certificate("alice", "PEM");
    assertThat(refusal(access(mutual, "bootstrap.servers", broker.bootstrapServers(Way.OPEN))))
        .contains("is not encrypted, but security.protocol is SSL; set it to PLAINTEXT");
  }

  @Test
  void aClientWithoutALoginWhereOneIsWanted() {
    assertThat(refusal(access(Map.of("bootstrap.servers", broker.bootstrapServers(Way.PASSWORD)))))
        .contains("the listener wants a login", "set it to SASL_PLAINTEXT");
  }

  @Test
  void aLoginWhereNoneIsTaken() {
    var login = broker.scram(Way.PASSWORD, "alice");
    assertThat(refusal(access(login, "bootstrap.servers", broker.bootstrapServers(Way.OPEN))))
        .contains("the listener takes no login, but security.protocol is SASL_PLAINTEXT");
  }

  @Test
  void noCertificateOrOneThatTheBrokerDoesNotTrust() throws Exception {
    var login = broker.certificate("alice", "PEM");
    assertThat(refusal(access(login, "ssl.keystore.location", null, "ssl.keystore.type", null)))
        .contains("does not accept this client's certificate", "ssl.keystore.*");
  }

  @Test
  void aStoreThatCannotBeOpened() throws Exception {
    var login = broker.certificate("alice", "PKCS12");
    assertThat(refusal(access(login, "ssl.keystore.password", "secret-canary")))
        .contains("keystore password was incorrect")
        .doesNotContain("canary");
    assertThat(refusal(access(login, "ssl.truststore.location", folder + "/nowhere")))
        .contains("/nowhere");
  }

  @Test
  void aJaasConfigurationThatCannotBeParsed() {
    var login = broker.scram(Way.PASSWORD, "alice");
    assertThat(
            refusal(
                access(
                    login,
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=alice password=abc canary;")))
        .contains("sasl.jaas.config")
        .doesNotContain("canary");
    assertThat(refusal(access(login, "sasl.jaas.config", null))).contains("sasl.jaas.config");
  }

  @Test
  void nothingThere() {
    var nowhere = "127.0.0.1:" + LoopbackPorts.free();
    assertThat(refusal(access(Map.of("bootstrap.servers", nowhere))))
        .contains("no Kafka broker answers there", "connection refused");
    assertThat(refusal(access(Map.of("bootstrap.servers", "no-such-host.invalid:1"))))
        .contains("no-such-host.invalid")
        .endsWith("the host is not known; use HOST:PORT, or several with commas between them");
    for (var address : List.of("127.0.0.1", "127.0.0.1:99999", "a b:1", "")) {
      assertThat(refusal(access(Map.of("bootstrap.servers", address))))
          .endsWith(
              "is no address of a broker; use HOST:PORT, or several with commas between them");
    }
  }

  @Test
  void aMissingRightNamesTopicOperationAndPrincipal() throws Exception {
    for (var login :
        List.of(
            broker.scram(Way.PASSWORD, "alice"),
            broker.certificate("alice", "PKCS12"),
            broker.token(Way.ENCRYPTED, "alice"))) {
      var alice = access(login);
      var mutual = login.get("security.protocol").equals("SSL");
      var who =
          mutual
              ? "User:CN=alice"
              : login.get("sasl.mechanism").equals("OAUTHBEARER") ? "User:NAME" : "User:alice";
      if (!mutual) {
        assertThat(new RunTopics(alice, TOPICS).exist()).isTrue();
      }
      assertMissing(
          () -> RunLog.at(alice, TOPICS).replay(List.of(TOPICS.prompts()), event -> {}),
          who + " may not Describe topic mine.prompts|" + who + " may not Read topic mine.prompts",
          "preceptor acls mine");
      assertMissing(
          () -> new RunTopics(alice, new Topics("other")).create(new Topics("other").specs(1)),
          who + " may not Create topic other.",
          "preceptor acls other");
      try (var groups = new ConsumerGroups(alice)) {
        assertMissing(
            () -> groups.members(TOPICS.member("rollout")),
            who + " may not Describe group mine.rollout",
            "--group mine.rollout");
      }
    }
  }

  private static void assertMissing(Runnable work, String what, String fix) {
    var thrown = catchThrowable(work::run);
    assertThat(thrown).isInstanceOf(InputException.class);
    assertThat(what.split("\\|")).anyMatch(text -> thrown.getMessage().contains(text));
    assertThat(thrown).hasMessageContaining(fix).hasMessageNotContaining("\n");
  }
}
