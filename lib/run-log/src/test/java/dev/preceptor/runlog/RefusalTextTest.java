package dev.preceptor.runlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a refusal by its kind, without a broker. */
class RefusalTextTest {

  private static final BrokerAccess BROKER =
      new BrokerAccess(
          "kafka:9092",
          "the broker at kafka:9092",
          Map.of(
              "security.protocol",
              "SASL_SSL",
              "sasl.mechanism",
              "SCRAM-SHA-512",
              "sasl.jaas.config",
              "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"alice\" password=\"secret-canary\";"));

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            new TopicAuthorizationException(Set.of("mine.prompts", "mine.policy")),
            AclOperation.READ,
            "Read topic mine.policy, mine.prompts",
            "--operation Read --topic mine.policy"),
        Arguments.of(
            GroupAuthorizationException.forGroupId("mine.rollout"),
            AclOperation.DESCRIBE,
            "Describe group mine.rollout",
            "--operation Describe --group mine.rollout"),
        Arguments.of(
            GroupAuthorizationException.forGroupId("mine.rollout"),
            AclOperation.WRITE,
            "Read group mine.rollout",
            "--operation Read --group mine.rollout"),
        Arguments.of(
            new TransactionalIdAuthorizationException("refused"),
            AclOperation.READ,
            "Write transactional-id mine.rescored-1",
            "--operation Write --transactional-id mine.rescored-1"),
        Arguments.of(
            new ClusterAuthorizationException("refused"),
            AclOperation.ALTER,
            "Alter cluster ",
            "--operation Alter --cluster"),
        Arguments.of(
            new TopicAuthorizationException("refused"),
            AclOperation.WRITE,
            "Write topic mine.rescored-1",
            "--operation Write --topic mine.rescored-1"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whoMayNotDoWhatToWhichResourceIsSaidWithTheCommandThatAllowsIt(
      AuthorizationException refusal, AclOperation wanted, String what, String command) {
    var said =
        BrokerRefusal.of(
                new ExecutionException(new IllegalStateException(refusal)),
                BROKER,
                wanted,
                "mine.rescored-1")
            .orElseThrow();
    assertThat(said.getMessage())
        .startsWith("the broker at kafka:9092: User:alice may not " + what)
        .contains("--allow-principal User:alice " + command)
        .doesNotContain("canary", "\n");
  }

  /** Kafka's own listeners close the connection instead; other servers answer with a greeting. */
  @Test
  void aServerThatAnswersATlsClientInPlainTextIsNotEncrypted() {
    var failure =
        new SslAuthenticationException(
            "SSL handshake failed", new SSLException("Unsupported or unrecognized SSL message"));
    assertThat(BrokerRefusal.of(failure, BROKER, AclOperation.DESCRIBE).orElseThrow())
        .hasMessage(
            "the broker at kafka:9092: the listener is not encrypted, but security.protocol is SASL_SSL; set it to SASL_PLAINTEXT, or use the port of a listener that is");
  }

  @Test
  void aBrokerThatIsOnlySlowHasRefusedNothing() {
    assertThat(
            BrokerRefusal.of(
                new ExecutionException(new TimeoutException("late")), BROKER, AclOperation.READ))
        .isEmpty();
  }
}
