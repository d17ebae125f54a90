package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.http.RemoteException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteServerTest {

  private static RemoteServer server(String url, String allowed) {
    return RemoteServer.of(
        url, Optional.empty(), name -> Map.of("PRECEPTOR_ALLOWED_HOSTS", allowed).get(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host/",
        "not an address",
        "https://",
        "/v1",
        "https://me:SECRET@host/v1",
        "https://SECRET@host/v1",
        "https://host/v1?api_key=SECRET",
        "https://host/v1#SECRET",
        "http://me:SECRET@127.0.0.1/",
      })
  void anAddressThatMayHoldASecretIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> server(url, ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is no address of a server")
        .hasMessageNotContaining("SECRET");
  }

  @ParameterizedTest
  @CsvSource({
    "https://host.example/v1, ''",
    "http://127.0.0.1:8000/v1, ''",
    "http://127.9.9.9/, ''",
    "http://localhost:11434/v1, ''",
    "http://[::1]:1/, ''",
    "http://judge.lan:8000/v1, 'other, judge.lan:8000'",
    "http://judge.lan:8000/v1, JUDGE.lan",
    "https://a.b.example.org/, *.example.org",
    "http://10.0.0.5/, 10.0.0.5:80",
    "https://10.0.0.5/, 10.0.0.5:443",
    "http://169.254.169.254/, 169.254.169.254",
  })
  void allowedHostsMayBeAsked(String url, String allowed) {
    assertThatCode(() -> server(url, allowed)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "http://host.example/v1, '', not encrypted and not allowed",
    "http://10.0.0.5:8000/v1, '', PRECEPTOR_ALLOWED_HOSTS=10.0.0.5:8000",
    "http://127.0.0.1.evil.example/, '', not encrypted and not allowed",
    "https://host.example/v1, other.example, is not allowed",
    "http://127.0.0.1:8000/, other.example, is not allowed",
    "http://judge.lan:8001/v1, judge.lan:8000, is not allowed",
    "https://example.org/, *.example.org, is not allowed",
    "https://evilexample.org/, *.example.org, is not allowed",
    "https://169.254.169.254/, '', link-local or metadata",
    "https://[fe80::1]/, '', link-local or metadata",
    "https://[fd00:ec2::254]/, '', link-local or metadata",
    "https://[::ffff:169.254.169.254]/, '', link-local or metadata",
    "https://100.100.100.200/, '', link-local or metadata",
    "https://0.0.0.0/, '', link-local or metadata",
  })
  void otherHostsMayNot(String url, String allowed, String complaint) {
    assertThatThrownBy(() -> server(url, allowed))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(complaint)
        .hasMessageContaining("PRECEPTOR_ALLOWED_HOSTS")
        .hasMessageNotContaining("\n");
  }

  /** The resolver decides where a name leads, so the addresses are checked before each request. */
  @Test
  void aNameThatLeadsToALinkLocalAddressIsNotAsked() {
    AllowedHosts hosts = new AllowedHosts(Optional.empty());
    URI literal = URI.create("https://169.254.169.254/");
    assertThat(hosts.refusal(literal)).isPresent();
    JsonPost post =
        new JsonPost(new RemoteServer(literal, Optional.empty(), hosts), Duration.ofSeconds(20));
    assertThatThrownBy(() -> post.send(new byte[0]))
        .isInstanceOfSatisfying(
            RemoteException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.REFUSED);
              assertThat(e.getMessage()).contains("link-local or metadata");
            });
  }

  @Test
  void aPathBelowKeepsTheKey() {
    RemoteServer server =
        RemoteServer.of(
                "https://host/v1",
                Optional.of("PRECEPTOR_KEY_A"),
                Map.of("PRECEPTOR_KEY_A", "12345678")::get)
            .below("/completions");
    assertThat(server.uri()).hasToString("https://host/v1/completions");
    assertThat(server.key().orElseThrow().bearer()).isEqualTo("Bearer 12345678");
    assertThat(server.toString()).doesNotContain("12345678");
  }
}
