package dev.preceptor.runlog;

import dev.preceptor.models.InputException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * Says why a broker will not do what a client wants, however often it is asked: the login, the
 * encryption or a right is wrong. One line, with the fix and without secrets.
 */
public final class BrokerRefusal {

  private static final String ADDRESS = "use HOST:PORT, or several with commas between them";

  private static final String NOT_RESOLVED = "No resolvable bootstrap urls";

  private static final String NOT_TLS = "Unsupported or unrecognized SSL message";

  private final BrokerAccess broker;
  private final Principal principal;

  private BrokerRefusal(BrokerAccess broker) {
    this.broker = broker;
    principal = Principal.of(broker.login());
  }

  /**
   * The reason of a failure, if it is a refusal.
   *
   * @param wanted what the client wanted to do, should it lack the right
   */
  public static Optional<InputException> of(
      Throwable failure, BrokerAccess broker, AclOperation wanted) {
    return of(failure, broker, wanted, "");
  }

  /**
   * The same.
   *
   * @param resource what it wanted to do it to, where Kafka does not say so
   */
  static Optional<InputException> of(
      Throwable failure, BrokerAccess broker, AclOperation wanted, String resource) {
    var refusal = new BrokerRefusal(broker);
    return chain(failure)
        .flatMap(cause -> refusal.reason(cause, wanted, resource).stream())
        .findFirst()
        .map(why -> refusal.exception(why, failure));
  }

  /** The reason why a client could not even be made: its settings. */
  static InputException ofSettings(RuntimeException failure, BrokerAccess broker) {
    return new BrokerRefusal(broker).exception(settings(failure), failure);
  }

  /**
   * Whether a client could not be made because the name of the broker's host is not known (yet).
   */
  public static boolean isUnknownHost(InputException refusal) {
    return chain(refusal)
        .anyMatch(each -> String.valueOf(each.getMessage()).contains(NOT_RESOLVED));
  }

  private InputException exception(String why, Throwable failure) {
    return new InputException(broker.named() + ": " + why, failure);
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }

  private Optional<String> reason(Throwable cause, AclOperation wanted, String resource) {
    if (cause instanceof UnsupportedSaslMechanismException) {
      return Optional.of(otherMechanism(cause));
    }
    if (cause instanceof IllegalSaslStateException) {
      return Optional.of(noLogin());
    }
    if (cause instanceof SaslAuthenticationException) {
      return Optional.of(login(cause));
    }
    if (cause instanceof SslAuthenticationException) {
      return Optional.of(encryption(cause));
    }
    return cause instanceof AuthorizationException refused
        ? Optional.of(right(refused, wanted, resource))
        : Optional.empty();
  }

  /**
   * Kafka hides the values of secret settings, but not parts of a JAAS configuration that it cannot
   * parse, so that is not quoted.
   */
  private static String settings(RuntimeException failure) {
    if (chain(failure).anyMatch(BrokerRefusal::isAboutJaas)) {
      return "sasl.jaas.config is missing or cannot be parsed; use MODULE required username=\"NAME\" password=\"PASSWORD\";";
    }
    String all =
        chain(failure)
            .map(each -> String.valueOf(each.getMessage()))
            .collect(Collectors.joining(" "));
    if (all.contains(NOT_RESOLVED)) {
      return "the host is not known; " + ADDRESS;
    }
    if (all.contains("in bootstrap.servers") || all.contains("must set either bootstrap")) {
      return "is no address of a broker; " + ADDRESS;
    }
    return chain(failure)
        .skip(failure.getCause() == null ? 0 : 1)
        .map(BrokerRefusal::oneLine)
        .filter(text -> !text.startsWith("Failed to create"))
        .distinct()
        .limit(2)
        .collect(Collectors.joining(": "));
  }

  private static boolean isAboutJaas(Throwable cause) {
    return cause instanceof LoginException
        || Stream.of(cause.getStackTrace())
            .limit(2)
            .anyMatch(frame -> frame.getClassName().contains("Jaas"));
  }

  private String login(Throwable cause) {
    return "the login of %s by %s is refused (%s); set the right name and password in sasl.jaas.config"
        .formatted(principal.described(), broker.login().get("sasl.mechanism"), oneLine(cause));
  }

  private String otherMechanism(Throwable cause) {
    return "the broker does not take logins by %s (%s); set sasl.mechanism to one that it takes"
        .formatted(broker.login().get("sasl.mechanism"), oneLine(cause));
  }

  private String noLogin() {
    var protocol = broker.protocol();
    return "the listener takes no login, but security.protocol is %s; set it to %s, or use the port of a listener that does"
        .formatted(protocol, protocol.equals("SASL_SSL") ? "SSL" : "PLAINTEXT");
  }

  private String encryption(Throwable cause) {
    var text =
        chain(cause)
            .map(each -> String.valueOf(each.getMessage()))
            .collect(Collectors.joining(" "));
    if (text.contains(NOT_TLS)) {
      return "the listener is not encrypted, but security.protocol is %s; set it to %s, or use the port of a listener that is"
          .formatted(
              broker.protocol(),
              broker
                  .protocol()
                  .replace("SASL_SSL", "SASL_PLAINTEXT")
                  .replaceAll("^SSL$", "PLAINTEXT"));
    }
    if (text.contains("fatal alert")) {
      return "the broker does not accept this client's certificate, %s (%s); set ssl.keystore.* to one that the broker trusts"
          .formatted(principal.described(), deepest(cause));
    }
    if (text.contains("No subject alternative") || text.contains("No name matching")) {
      return "the broker's certificate is for another host (%s); connect to a name that is in it, or have it made for this one"
          .formatted(deepest(cause));
    }
    if (chain(cause).anyMatch(CertificateException.class::isInstance)
        || text.contains("certification path")
        || text.contains("PKIX")) {
      return "the broker's certificate is not trusted (%s); set ssl.truststore.* to the certificate of its CA"
          .formatted(deepest(cause));
    }
    return "TLS fails (%s)".formatted(deepest(cause));
  }

  private String right(AuthorizationException refused, AclOperation wanted, String resource) {
    if (refused instanceof TopicAuthorizationException topics
        && !topics.unauthorizedTopics().isEmpty()) {
      return missing(wanted, "topic", topics.unauthorizedTopics().stream().sorted().toList());
    }
    if (refused instanceof GroupAuthorizationException group) {
      var operation = wanted == AclOperation.DESCRIBE ? wanted : AclOperation.READ;
      return missing(operation, "group", List.of(String.valueOf(group.groupId())));
    }
    if (refused instanceof TransactionalIdAuthorizationException) {
      return missing(AclOperation.WRITE, "transactional-id", List.of(resource));
    }
    if (refused instanceof ClusterAuthorizationException) {
      return missing(wanted, "cluster", List.of());
    }
    return missing(wanted, "topic", List.of(resource));
  }

  private String missing(AclOperation operation, String kind, List<String> names) {
    var name = names.isEmpty() ? "" : names.get(0);
    var word = SecurityUtils.operationName(operation);
    var run = name.contains(".") ? name.substring(0, name.indexOf('.')) : "RUN";
    return "%s may not %s %s %s: an ACL is missing; preceptor acls %s prints those that a run needs (kafka-acls.sh --add --allow-principal %s --operation %s --%s %s)"
        .formatted(
            principal.name(),
            word,
            kind,
            String.join(", ", names),
            run,
            principal.name(),
            word,
            kind,
            name);
  }

  private static String deepest(Throwable failure) {
    return oneLine(
        chain(failure)
            .filter(cause -> cause.getMessage() != null)
            .reduce((first, second) -> second)
            .orElse(failure));
  }

  private static String oneLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
