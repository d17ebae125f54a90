package dev.preceptor.store;

import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in S3-compatible storage, under the keys {@code PREFIXsha256-HASH}. Uses what every such
 * storage has: plain requests, and no checksums but those of the names.
 */
final class S3Store implements ObjectStore, AutoCloseable {

  private static final int MISSING = 404;
  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_FAULT = 500;

  private final StoreAddress address;
  private final S3Client client;

  S3Store(StoreAddress address) {
    this.address = address;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .region(Region.of(address.region()))
            .credentialsProvider(
                address
                    .login()
                    .map(S3Store::credentials)
                    .orElseGet(AnonymousCredentialsProvider::create))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build());
    address.endpoint().ifPresent(at -> builder.endpointOverride(at).forcePathStyle(true));
    client = builder.build();
  }

  private static AwsCredentialsProvider credentials(StoreAddress.Login login) {
    AwsCredentials credentials =
        login
            .session()
            .<AwsCredentials>map(
                session -> AwsSessionCredentials.create(login.keyId(), login.secret(), session))
            .orElseGet(() -> AwsBasicCredentials.create(login.keyId(), login.secret()));
    return StaticCredentialsProvider.create(credentials);
  }

  @Override
  public boolean has(String sha256) {
    try {
      client.headObject(request -> request.bucket(address.bucket()).key(key(sha256)));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == MISSING) {
        return false;
      }
      throw failure(e);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  @Override
  public void put(String sha256, byte[] contents) {
    put(sha256, () -> RequestBody.fromBytes(contents));
  }

  @Override
  public void put(String sha256, Path file) {
    put(sha256, () -> RequestBody.fromFile(file));
  }

  private void put(String sha256, Supplier<RequestBody> body) {
    try {
      client.putObject(request -> request.bucket(address.bucket()).key(key(sha256)), body.get());
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  @Override
  public InputStream open(String sha256) throws IOException {
    try {
      return client.getObject(request -> request.bucket(address.bucket()).key(key(sha256)));
    } catch (S3Exception e) {
      if (e.statusCode() == MISSING) {
        throw new InputException(
            "%s has no object %s; preceptor push writes it".formatted(address, key(sha256)), e);
      }
      throw failure(e);
    } catch (SdkException e) {
      throw new IOException(failure(e).getMessage(), e);
    }
  }

  private String key(String sha256) {
    return address.prefix() + StoredInputs.NAME + sha256;
  }

  /** Who is refused once is refused again; anything else may go away. */
  private RuntimeException failure(SdkException e) {
    if (e instanceof S3Exception refused
        && refused.statusCode() >= FIRST_REFUSAL
        && refused.statusCode() < FIRST_FAULT) {
      return new InputException(
          "%s refuses the request (%d %s); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a login with that right, and %s to a bucket that exists"
              .formatted(address, refused.statusCode(), code(refused), StoreAddress.PLACE),
          e);
    }
    return new RunFailedException(
        "%s does not answer: %s".formatted(address, deepest(e).getMessage()), e);
  }

  private static String code(S3Exception refused) {
    return Optional.ofNullable(refused.awsErrorDetails())
        .map(details -> details.errorCode())
        .orElse("refused");
  }

  private static Throwable deepest(Throwable failure) {
    return failure.getCause() == null ? failure : deepest(failure.getCause());
  }

  @Override
  public void close() {
    client.close();
  }
}
