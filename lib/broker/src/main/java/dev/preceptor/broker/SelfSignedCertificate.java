package dev.preceptor.broker;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A certificate that vouches for itself, with its private key. Made by the JDK's own keytool.
 *
 * @param key private
 * @param certificate to be given to whoever is to trust the holder of the key
 */
public record SelfSignedCertificate(PrivateKey key, X509Certificate certificate) {

  private static final int DAYS = 3650;
  private static final String ALIAS = "own";
  private static final String PASSWORD = "KEY_STORE_PASSWORD";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /**
   * Makes one.
   *
   * @param name common name of its holder: letters, digits and {@code -}
   * @param host name or IP address that its holder is reached at
   * @param folder for a temporary file; only this user may be able to read it
   * @throws IllegalArgumentException if that is no name of a host
   * @throws IOException if it cannot be made
   */
  public static SelfSignedCertificate make(String name, String host, Path folder)
      throws IOException {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(host + " is no name or address of a host");
    }
    var password = password();
    var store = folder.resolve("certificate.p12.new");
    Files.deleteIfExists(store);
    try {
      keytool(store, password, name, host);
      return read(store, password.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool made no key that can be read: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static String password() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The password goes through the environment: a command line is there for everyone to read. */
  private static void keytool(Path store, String password, String name, String host)
      throws IOException {
    var kind = ADDRESS.matcher(host).matches() ? "ip:" : "dns:";
    var command =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + kind + host,
                "-validity",
                String.valueOf(DAYS),
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD));
    command.environment().put(PASSWORD, password);
    command.redirectErrorStream(true).redirectInput(new File("/dev/null"));
    var process = command.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool makes a certificate", e);
    }
  }

  private static SelfSignedCertificate read(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return new SelfSignedCertificate(
        (PrivateKey) store.getKey(ALIAS, password), (X509Certificate) store.getCertificate(ALIAS));
  }

  /** The private key and the certificate, as a broker or a client that shows it takes them. */
  public String pem() {
    return block("PRIVATE KEY", key.getEncoded()) + certificatePem();
  }

  /** The certificate alone. */
  public String certificatePem() {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String block(String what, byte[] bytes) {
    var lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return certificate.getSubjectX500Principal().getName();
  }
}
