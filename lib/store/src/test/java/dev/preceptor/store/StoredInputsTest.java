package dev.preceptor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.schemas.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On an S3 server that checks signatures. */
@Tag("integration")
class StoredInputsTest {

  private static final String BUCKET = "inputs";
  private static final String SECRET = "a-secret-that-nobody-may-see";

  @TempDir Path folder;

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

  @BeforeEach
  void emptyBucket() {
    objects.deleteContainer(BUCKET);
    objects.createContainerInLocation(null, BUCKET);
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PRECEPTOR_STORE", "s3://" + BUCKET + "/runs");
    environment.put("PRECEPTOR_STORE_ENDPOINT", "http://127.0.0.1:" + server.getPort());
    environment.put("AWS_ACCESS_KEY_ID", "key");
    environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
    return environment;
  }

  private static StoredInputs store() {
    return StoredInputs.of(environment());
  }

  private Path model() throws Exception {
    Path model = folder.resolve("model");
    Files.createDirectories(model.resolve("deep/er"));
    Files.writeString(model.resolve("config.json"), "{}");
    Files.write(model.resolve("deep/er/weights"), new byte[3_000_000]);
    Files.writeString(model.resolve("a name with spaces"), "é");
    return model;
  }

  @Test
  void whatIsPushedIsFetchedWholeUnderTheNameOfItsContents() throws Exception {
    try (var store = store()) {
      var pushed = store.push(model());
      assertThat(pushed.files()).isEqualTo(3);
      assertThat(pushed.written()).isEqualTo(4);
      assertThat(store.push(model()).written()).as("objects that are there stay").isZero();

      Path there = store.fetch(pushed.name(), folder.resolve("inputs"));

      assertThat(there).isEqualTo(folder.resolve("inputs").resolve(pushed.name()));
      assertThat(StoredFolder.of(there)).isEqualTo(StoredFolder.of(model()));
      assertThat(names("inputs")).containsExactly(pushed.name());
    }
  }

  /** Whoever may write to the bucket cannot make others compute with something else. */
  @Test
  void anObjectThatIsNotWhatItsNameSaysIsNeverPlaced() throws Exception {
    try (var store = store()) {
      var pushed = store.push(model());
      for (String replaced : List.of("{]", "{}{}{}{}")) {
        write("sha256-" + Sha256.hex("{}".getBytes(StandardCharsets.UTF_8)), replaced);
        assertThatThrownBy(() -> store.fetch(pushed.name(), folder.resolve("inputs")))
            .isInstanceOf(InputException.class)
            .hasMessageContaining("config.json: the object sha256-")
            .hasMessageContaining("is not what its name says");
        assertThat(names("inputs")).isEmpty();
      }
      write(pushed.name(), "{\"files\":[]}");
      assertThatThrownBy(() -> store.fetch(pushed.name(), folder.resolve("inputs")))
          .isInstanceOf(InputException.class)
          .hasMessage(pushed.name() + " is not what its name says; push it again");
      assertThat(names("inputs")).isEmpty();
    }
  }

  /** The list is what its name says, and still is not trusted. */
  @Test
  void aListThatLeavesItsFolderIsRefused() throws Exception {
    String list =
        "{\"files\":[{\"path\":\"../../evil\",\"bytes\":2,\"sha256\":\"%s\"}]}"
            .formatted(Sha256.hex("{}".getBytes(StandardCharsets.UTF_8)));
    String name = "sha256-" + Sha256.hex(list.getBytes(StandardCharsets.UTF_8));
    write(name, list);
    try (var store = store()) {
      assertThatThrownBy(() -> store.fetch(name, folder.resolve("inputs")))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("leaves its folder: ../../evil");
    }
    assertThat(folder.resolve("evil")).doesNotExist();
  }

  @Test
  void aMissingFolderIsReportedAndLeavesNothing() throws Exception {
    String name = "sha256-" + "0".repeat(64);
    try (var store = store()) {
      assertThatThrownBy(() -> store.fetch(name, folder.resolve("inputs")))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("has no object runs/" + name);
      assertThatThrownBy(() -> store.fetch("../model", folder.resolve("inputs")))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("../model is no stored folder");
    }
    assertThat(names("inputs")).isEmpty();
  }

  @Test
  void aWrongLoginIsRefusedWithoutShowingIt() throws Exception {
    var environment = environment();
    environment.put("AWS_SECRET_ACCESS_KEY", SECRET + "-wrong");
    Path model = model();
    try (var store = StoredInputs.of(environment)) {
      assertThatThrownBy(() -> store.push(model))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("refuses the request (403 ")
          .hasMessageNotContaining(SECRET);
    }
  }

  /** Which a later try may mend, so it is no wrong input. */
  @Test
  void aStorageThatIsAwayFailsTheCommand() throws Exception {
    var environment = environment();
    environment.put("PRECEPTOR_STORE_ENDPOINT", "http://127.0.0.1:1");
    Path model = model();
    try (var store = StoredInputs.of(environment)) {
      assertThatThrownBy(() -> store.push(model))
          .isInstanceOf(RunFailedException.class)
          .hasMessageContaining("s3://inputs/runs/ at http://127.0.0.1:1 does not answer");
      assertThatThrownBy(() -> store.fetch("sha256-" + "0".repeat(64), folder.resolve("inputs")))
          .isInstanceOf(RunFailedException.class);
    }
  }

  private void write(String name, String contents) {
    objects.putBlob(BUCKET, objects.blobBuilder("runs/" + name).payload(contents).build());
  }

  private List<String> names(String inside) throws Exception {
    Path into = folder.resolve(inside);
    if (!Files.exists(into)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(into)) {
      return found.map(path -> path.getFileName().toString()).toList();
    }
  }
}
