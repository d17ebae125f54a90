package dev.preceptor.fleet.broker;

import dev.preceptor.broker.BrokerUsers;
import dev.preceptor.broker.SelfSignedCertificate;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The passwords of a run's own broker and its certificate, made when they are first needed and kept
 * with the run. They lie in a folder of the run that only its owner may enter, and nowhere else.
 *
 * @param folder that folder
 * @param users who may log in
 */
record RunSecrets(Path folder, BrokerUsers users) {

  private static final int PASSWORD_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A run's secrets; makes those that are missing. */
  static RunSecrets of(RunFolder run) {
    try {
      PrivateFiles.closedFolder(run.secrets());
      var file = users(run.secrets());
      Map<String, String> passwords =
          new TreeMap<>(Files.exists(file) ? BrokerUsers.passwords(file) : Map.of());
      for (var user : names()) {
        passwords.computeIfAbsent(user, name -> password());
      }
      WholeFile.write(file, lines(passwords));
      WholeFile.write(
          run.kafkaLogin(),
          lines(
              Map.of(
                  "security.protocol",
                  "SASL_PLAINTEXT",
                  "sasl.mechanism",
                  BrokerUsers.MECHANISM,
                  "sasl.jaas.config",
                  BrokerUsers.loginOf(BrokerUsers.OPERATOR, passwords.get(BrokerUsers.OPERATOR)))));
      return new RunSecrets(run.secrets(), new BrokerUsers(passwords));
    } catch (IOException e) {
      throw new InputException(run.secrets() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static List<String> names() {
    return List.of(
        BrokerUsers.OPERATOR, JoinToken.user(Service.ROLLOUT), JoinToken.user(Service.JUDGE));
  }

  /**
   * Names and passwords in such a folder, for the broker's process; see {@link BrokerUsers#read}.
   */
  static Path users(Path folder) {
    return folder.resolve("users.properties");
  }

  /** Passwords and names are such that a properties file needs no escapes. */
  private static String lines(Map<String, String> properties) {
    return new TreeMap<>(properties)
        .entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
            .collect(Collectors.joining());
  }

  private static String password() {
    var bytes = new byte[PASSWORD_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Names and passwords. */
  Path file() {
    return users(folder);
  }

  /**
   * The certificate and its private key for a listener that other machines know as a host.
   *
   * @throws InputException if it cannot be made
   */
  Path certificate(String host) {
    var file = certificateFile(folder, host);
    try {
      if (!Files.exists(file)) {
        WholeFile.write(file, SelfSignedCertificate.make("preceptor", host, folder).pem());
      }
      return file;
    } catch (IOException e) {
      throw new InputException(
          "--listen %s: no certificate can be made: %s".formatted(host, e.getMessage()), e);
    }
  }

  static Path certificateFile(Path folder, String host) {
    return folder.resolve("listener-" + host.replace(':', '_') + ".pem");
  }
}
