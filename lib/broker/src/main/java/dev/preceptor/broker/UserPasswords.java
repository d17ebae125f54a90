package dev.preceptor.broker;

import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/**
 * Gives Kafka's SCRAM server the credentials of the users that a listener's configuration lists.
 * Kafka itself would read them from its metadata log, where they can only be put by someone who is
 * logged in, or when the log is made: the log of an earlier version would have none.
 */
public final class UserPasswords implements AuthenticateCallbackHandler {

  /** Of the options that hold a user's password. */
  static final String PREFIX = "user_";

  private final Map<String, ScramCredential> credentials = new HashMap<>();

  @Override
  public void configure(
      Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> login) {
    var scram = ScramMechanism.forMechanismName(mechanism);
    for (var entry : login) {
      entry
          .getOptions()
          .forEach(
              (option, value) -> {
                if (option.startsWith(PREFIX)) {
                  credentials.put(
                      option.substring(PREFIX.length()), credential(scram, value.toString()));
                }
              });
    }
  }

  private static ScramCredential credential(ScramMechanism mechanism, String password) {
    try {
      return new ScramFormatter(mechanism).generateCredential(password, mechanism.minIterations());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void handle(Callback[] callbacks) {
    String user = null;
    for (var callback : callbacks) {
      if (callback instanceof NameCallback name) {
        user = name.getDefaultName();
      } else if (callback instanceof ScramCredentialCallback credential) {
        credential.scramCredential(credentials.get(user));
      }
    }
  }

  @Override
  public void close() {}
}
