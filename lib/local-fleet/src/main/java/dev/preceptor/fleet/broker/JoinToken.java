package dev.preceptor.fleet.broker;

import dev.preceptor.broker.BrokerUsers;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.access.Role;
import dev.preceptor.runlog.access.RunAccess;
import dev.preceptor.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;

/**
 * What a worker on another machine needs to join a run: the address of the run's broker, its
 * certificate, and a password with which one can do what such a worker does and nothing else.
 */
public final class JoinToken {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  private JoinToken() {}

  /** The user that joining workers of a service log in as. */
  static String user(Service service) {
    return "join-" + service.role();
  }

  /**
   * The token of a run that listens for other machines, as settings of Kafka's clients.
   *
   * @param service of the workers
   * @throws InputException if the run does not listen for other machines
   */
  public static Map<String, String> of(RunFolder run, Service service) {
    try {
      var remote =
          BrokerAddress.read(run)
              .flatMap(BrokerAddress::forOthers)
              .orElseThrow(
                  () ->
                      new InputException(
                          "run %s does not listen for other machines; stop it and start it again with preceptor train --run %s --resume --listen HOST:PORT"
                              .formatted(run.name(), run.name())));
      var host = RemoteAddress.parse(remote).host();
      var users = BrokerUsers.read(RunSecrets.users(run.secrets()));
      var pem = Files.readString(RunSecrets.certificateFile(run.secrets(), host));
      Map<String, String> login = new LinkedHashMap<>();
      login.put("bootstrap.servers", remote);
      login.put("security.protocol", "SASL_SSL");
      login.put("sasl.mechanism", BrokerUsers.MECHANISM);
      login.put(
          "sasl.jaas.config",
          BrokerUsers.loginOf(user(service), users.passwords().get(user(service))));
      login.put("ssl.truststore.type", "PEM");
      login.put("ssl.truststore.certificates", pem.substring(pem.indexOf(BEGIN)));
      return login;
    } catch (IOException e) {
      throw new InputException(
          "the secrets of run %s cannot be read: %s".formatted(run.name(), e.getMessage()), e);
    }
  }

  /** What those users may do on the run's own broker. */
  public static List<AclBinding> rights(Topics topics) {
    Map<Role, Service> services = Map.of(Role.ROLLOUT, Service.ROLLOUT, Role.JUDGE, Service.JUDGE);
    List<AclBinding> rights = new ArrayList<>();
    for (var grant : RunAccess.of(topics, false)) {
      services.forEach(
          (role, service) -> {
            if (grant.role() == role || grant.role() == Role.JOIN) {
              rights.addAll(grant.bindings("User:" + user(service)));
            }
          });
    }
    return rights;
  }
}
