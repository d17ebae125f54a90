package dev.preceptor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreAddressTest {

  @Test
  void theEnvironmentSaysWhereAndWho() {
    var address =
        StoreAddress.of(
            Map.of(
                "PRECEPTOR_STORE", "s3://bucket/some/prefix/",
                "PRECEPTOR_STORE_ENDPOINT", "https://storage.example.org:9000",
                "AWS_REGION", "eu-central-1",
                "AWS_ACCESS_KEY_ID", "key",
                "AWS_SECRET_ACCESS_KEY", "hush"));

    assertThat(address.bucket()).isEqualTo("bucket");
    assertThat(address.prefix()).isEqualTo("some/prefix/");
    assertThat(address.endpoint()).contains(URI.create("https://storage.example.org:9000"));
    assertThat(address.region()).isEqualTo("eu-central-1");
    assertThat(address.login()).isPresent();
    assertThat(address.login().toString() + address).doesNotContain("hush");
  }

  @Test
  void withoutALoginTheStorageIsEverybodys() {
    assertThat(StoreAddress.of(Map.of("PRECEPTOR_STORE", "s3://bucket")).login()).isEmpty();
  }

  @Test
  void whatIsNoAddressIsRefused() {
    refused(Map.of(), "PRECEPTOR_STORE is not set; set it to s3://BUCKET/PREFIX");
    refused(
        Map.of("PRECEPTOR_STORE", "bucket"),
        "PRECEPTOR_STORE bucket is no address; use s3://BUCKET/PREFIX");
    refused(
        Map.of("PRECEPTOR_STORE", "s3://bucket", "PRECEPTOR_STORE_ENDPOINT", "storage:9000"),
        "PRECEPTOR_STORE_ENDPOINT storage:9000 is no address; use https://HOST:PORT");
    refused(
        Map.of("PRECEPTOR_STORE", "s3://bucket", "AWS_ACCESS_KEY_ID", "key"),
        "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set; set both, or neither");
  }

  private static void refused(Map<String, String> environment, String message) {
    assertThatThrownBy(() -> StoreAddress.of(environment))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
