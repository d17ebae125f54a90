package dev.preceptor.runlog;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Finds out why nothing comes from where a broker should be, when a client only knows that time is
 * up: a client that speaks another protocol than a listener hears nothing.
 */
final class ListenerProbe {

  private static final int PATIENCE_MILLIS = 3_000;

  /** Nobody's: a listener that wants a login refuses it, and so shows that it wants one. */
  private static final String NOBODY =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"nobody\" password=\"\";";

  private final BrokerAccess broker;

  private ListenerProbe(BrokerAccess broker) {
    this.broker = broker;
  }

  /** The reason that can be found, in one line. */
  static String whySilent(BrokerAccess broker) {
    return new ListenerProbe(broker).why();
  }

  /** Whether it is certain that there is no broker: every address refuses connections. */
  static boolean isAbsent(BrokerAccess broker) {
    var addresses = new ListenerProbe(broker).addresses();
    return !addresses.isEmpty() && addresses.stream().allMatch(ListenerProbe::refuses);
  }

  private static boolean refuses(InetSocketAddress address) {
    try {
      connect(address).close();
      return false;
    } catch (ConnectException | UnknownHostException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String why() {
    String unreachable = "no address is given";
    for (var address : addresses()) {
      try {
        connect(address).close();
        return whyListening(address);
      } catch (IOException e) {
        unreachable = reason(e);
      }
    }
    return "no Kafka broker answers there (%s)".formatted(unreachable);
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException
        ? "the host is not known"
        : String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
  }

  private List<InetSocketAddress> addresses() {
    return Stream.of(broker.bootstrapServers().split(","))
        .map(String::strip)
        .filter(text -> text.matches(".+:\\d{1,5}"))
        .map(
            text -> {
              int colon = text.lastIndexOf(':');
              var host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
              return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
            })
        .toList();
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new UnknownHostException(address.getHostString());
    }
    var socket = new Socket();
    try {
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private String whyListening(InetSocketAddress address) {
    var protocol = broker.protocol();
    boolean encrypted = speaksTls(address);
    if (encrypted && !protocol.endsWith("SSL")) {
      return "the listener is encrypted (TLS), but security.protocol is %s; set it to %s, and ssl.truststore.* to the certificate of the broker's CA"
          .formatted(protocol, protocol.startsWith("SASL") ? "SASL_SSL" : "SSL or SASL_SSL");
    }
    if (!encrypted && protocol.endsWith("SSL")) {
      return "the listener is not encrypted, but security.protocol is %s; set it to %s, or use the port of a listener that is"
          .formatted(protocol, protocol.startsWith("SASL") ? "SASL_PLAINTEXT" : "PLAINTEXT");
    }
    return wantedLogin()
        .map(
            mechanisms ->
                "the listener wants a login%s, but security.protocol is %s; set it to %s, and sasl.mechanism and sasl.jaas.config to your login"
                    .formatted(mechanisms, protocol, encrypted ? "SASL_SSL" : "SASL_PLAINTEXT"))
        .orElse("something listens there, but it does not answer as a Kafka broker");
  }

  /** Whether a TLS handshake gets an answer; whose certificate that shows does not matter here. */
  private static boolean speaksTls(InetSocketAddress address) {
    try (var plain = connect(address);
        var socket =
            (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault())
                    .createSocket(plain, address.getHostString(), address.getPort(), true)) {
      socket.startHandshake();
      return true;
    } catch (SSLHandshakeException e) {
      // It did, with a certificate that is not trusted, or asked for ours; an end is no answer.
      return !(e.getCause() instanceof EOFException);
    } catch (IOException e) {
      return false;
    }
  }

  /** Which logins the listener takes, if it wants one and the client tries without. */
  private Optional<String> wantedLogin() {
    if (broker.protocol().startsWith("SASL")) {
      return Optional.empty();
    }
    Map<String, String> login = new HashMap<>(broker.login());
    login.put("security.protocol", broker.protocol().equals("SSL") ? "SASL_SSL" : "SASL_PLAINTEXT");
    login.put("sasl.mechanism", "PLAIN");
    login.put("sasl.jaas.config", NOBODY);
    var asNobody = new BrokerAccess(broker.bootstrapServers(), broker.named(), login);
    try (var admin = Admin.create(KafkaSettings.admin(asNobody, PATIENCE_MILLIS))) {
      admin.describeCluster().nodes().get();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | KafkaException e) {
      if (e.getCause() instanceof UnsupportedSaslMechanismException other) {
        return Optional.of(" (" + other.getMessage().replaceAll(".*\\[(.*)].*", "$1") + ")");
      }
      return e.getCause() instanceof SaslAuthenticationException
          ? Optional.of("")
          : Optional.empty();
    }
  }
}
