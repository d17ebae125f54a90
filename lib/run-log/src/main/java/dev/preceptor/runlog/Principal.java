package dev.preceptor.runlog;

import dev.preceptor.models.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who a client is for a broker, as far as its settings say.
 *
 * @param user name of a login or subject of a certificate; empty where it is in a token
 */
record Principal(Optional<String> user) {

  private static final Pattern NAME =
      Pattern.compile("\\busername\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  /**
   * The principal of a client.
   *
   * @param login settings of Kafka's clients
   */
  static Principal of(Map<String, String> login) {
    return switch (login.getOrDefault("security.protocol", "PLAINTEXT")) {
      case "SASL_PLAINTEXT", "SASL_SSL" -> new Principal(inJaas(login));
      case "SSL" -> new Principal(inCertificate(login));
      default -> new Principal(Optional.of("ANONYMOUS"));
    };
  }

  private static Optional<String> inJaas(Map<String, String> login) {
    var found = NAME.matcher(login.getOrDefault("sasl.jaas.config", ""));
    return found.find()
        ? Optional.of(found.group(1).replaceAll("\\\\(.)", "$1"))
        : Optional.empty();
  }

  /** Whatever is wrong with the file, the client's own failure says so. */
  private static Optional<String> inCertificate(Map<String, String> login) {
    try {
      return certificate(login).map(own -> own.getSubjectX500Principal().getName());
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Optional<X509Certificate> certificate(Map<String, String> login)
      throws IOException, GeneralSecurityException {
    var chain = login.get("ssl.keystore.certificate.chain");
    if (chain != null) {
      return Optional.of(inPem(chain));
    }
    var location = login.get("ssl.keystore.location");
    if (location == null) {
      return Optional.empty();
    }
    var type = login.getOrDefault("ssl.keystore.type", "JKS");
    if (type.equals("PEM")) {
      return Optional.of(inPem(Utf8.text(Files.readAllBytes(Path.of(location)))));
    }
    var store = KeyStore.getInstance(type);
    var password = login.get("ssl.keystore.password");
    try (InputStream in = Files.newInputStream(Path.of(location))) {
      store.load(in, password == null ? null : password.toCharArray());
    }
    for (var alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate own) {
        return Optional.of(own);
      }
    }
    return Optional.empty();
  }

  private static X509Certificate inPem(String text) throws GeneralSecurityException {
    var pem = text.substring(Math.max(0, text.indexOf(CERTIFICATE)));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  /** As in an ACL; a guess where only the broker knows. */
  String name() {
    return "User:" + user.orElse("NAME");
  }

  /** In a sentence. */
  String described() {
    return user.map(name -> "user " + name).orElse("this client");
  }
}
