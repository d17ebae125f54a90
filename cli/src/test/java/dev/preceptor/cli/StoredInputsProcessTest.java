package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code preceptor push} and {@code fetch} as processes with their environment, as on two machines,
 * on an S3 server that checks signatures.
 */
@Tag("integration")
class StoredInputsProcessTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKET = "inputs";
  private static final String PREFIX = "runs/";
  private static final String SECRET = "a-secret-that-nobody-may-see";

  @TempDir private static Path folder;
  private static BlobStoreContext context;
  private static BlobStore objects;
  private static S3Proxy server;

  @BeforeAll
  static void start() throws Exception {
    context =
        ContextBuilder.newBuilder("transient")
            .credentials("none", "none")
            .build(BlobStoreContext.class);
    objects = context.getBlobStore();
    objects.createContainerInLocation(null, BUCKET);
    server =
        S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "key", SECRET)
            .build();
    server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
    context.close();
  }

  /** What a command has printed, and its exit code. */
  private record Ended(int code, String out, String err) {}

  private static Ended preceptor(Map<String, String> more, Object... arguments) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("PRECEPTOR_STORE", "s3://" + BUCKET + "/" + PREFIX);
    environment.put("PRECEPTOR_STORE_ENDPOINT", "http://127.0.0.1:" + server.getPort());
    environment.put("AWS_ACCESS_KEY_ID", "key");
    environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
    environment.putAll(more);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = CommandProcess.separate(out, err, environment, arguments);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void whatOneMachinePushesAnotherFetchesByTheNameThatWasPrintedOrNotAtAll() throws Exception {
    Path model = Files.createDirectories(folder.resolve("model/deep"));
    Files.writeString(model.resolveSibling("config.json"), "{}");
    Files.write(model.resolve("weights"), new byte[300_000]);

    Ended pushed = preceptor(Map.of(), "push", model.getParent(), "--json");
    assertThat(pushed.code()).as(pushed.err()).isZero();
    JsonNode said = JSON.readTree(pushed.out()).path(0);
    assertThat(said.path("files").asInt()).isEqualTo(2);
    String name = said.path("name").asText();

    Path there = folder.resolve("there");
    Ended fetched = preceptor(Map.of("PRECEPTOR_INPUTS", name), "fetch", "--into", there, "--json");
    assertThat(fetched.code()).as(fetched.err()).isZero();
    assertThat(JSON.readTree(fetched.out()).path(0).asText())
        .isEqualTo(there.resolve(name).toString());
    assertThat(there.resolve(name).resolve("config.json")).hasContent("{}");
    assertThat(there.resolve(name).resolve("deep/weights")).hasSize(300_000);

    String list = PREFIX + name;
    objects.putBlob(BUCKET, objects.blobBuilder(list).payload("{\"files\":[]}").build());
    Path elsewhere = folder.resolve("elsewhere");
    Ended refused = preceptor(Map.of(), "fetch", "--into", elsewhere, name);
    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains(name + " is not what its name says; push it again");
    assertThat(names(elsewhere)).isEmpty();

    for (Ended each : List.of(pushed, fetched, refused)) {
      assertThat(each.out() + each.err()).doesNotContain(SECRET);
    }
  }

  private static List<String> names(Path of) throws Exception {
    if (!Files.exists(of)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(of)) {
      return found.map(path -> path.getFileName().toString()).toList();
    }
  }
}
