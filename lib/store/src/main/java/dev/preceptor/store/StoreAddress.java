package dev.preceptor.store;

import dev.preceptor.models.InputException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the objects are and who reads them. All of it comes from the environment.
 *
 * @param bucket that has the objects
 * @param prefix of their keys; empty or ending with a slash
 * @param endpoint of the storage; Amazon's without one
 * @param region of the storage
 * @param login to it; without one everybody's
 */
record StoreAddress(
    String bucket, String prefix, Optional<URI> endpoint, String region, Optional<Login> login) {

  static final String PLACE = "PRECEPTOR_STORE";
  static final String ENDPOINT = "PRECEPTOR_STORE_ENDPOINT";

  private static final Pattern S3 =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9/._-]*))?");

  /**
   * A login.
   *
   * @param session of a login for a time
   */
  record Login(String keyId, String secret, Optional<String> session) {

    /** Without the secrets. */
    @Override
    public String toString() {
      return "the access key in AWS_ACCESS_KEY_ID";
    }
  }

  /**
   * The address in an environment.
   *
   * @throws InputException if it is missing or none
   */
  static StoreAddress of(Map<String, String> environment) {
    var place = environment.getOrDefault(PLACE, "");
    if (place.isEmpty()) {
      throw new InputException(PLACE + " is not set; set it to s3://BUCKET/PREFIX");
    }
    var matcher = S3.matcher(place);
    if (!matcher.matches()) {
      throw new InputException(PLACE + " " + place + " is no address; use s3://BUCKET/PREFIX");
    }
    var prefix = Optional.ofNullable(matcher.group(2)).orElse("").replaceAll("/+$", "");
    return new StoreAddress(
        matcher.group(1),
        prefix.isEmpty() ? "" : prefix + "/",
        value(environment, ENDPOINT).map(StoreAddress::endpoint),
        environment.getOrDefault("AWS_REGION", "us-east-1"),
        login(environment));
  }

  private static URI endpoint(String text) {
    if (!text.matches("https?://[^\\s/]+/?")) {
      throw new InputException(ENDPOINT + " " + text + " is no address; use https://HOST:PORT");
    }
    return URI.create(text);
  }

  private static Optional<Login> login(Map<String, String> environment) {
    var keyId = value(environment, "AWS_ACCESS_KEY_ID");
    var secret = value(environment, "AWS_SECRET_ACCESS_KEY");
    if (keyId.isPresent() != secret.isPresent()) {
      throw new InputException(
          "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set; set both, or neither");
    }
    return keyId.map(
        id -> new Login(id, secret.orElseThrow(), value(environment, "AWS_SESSION_TOKEN")));
  }

  private static Optional<String> value(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
  }

  /** What messages call it. */
  @Override
  public String toString() {
    return "s3://%s/%s%s".formatted(bucket, prefix, endpoint.map(at -> " at " + at).orElse(""));
  }
}
