package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.access.Role;
import dev.preceptor.runlog.access.RunAccess;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.SecuredBroker;
import dev.preceptor.testkit.SecuredBroker.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run on a broker of another's with TLS and an authorizer: each service logs in as itself
 * and may do what the table of rights gives it.
 */
@Tag("integration")
class SecuredBrokerRunTest {

  private static final String RECIPE =
      """
      model: %s
      train_csv: %s
      test_csv: %s
      images: %s
      prompts_per_step: 2
      num_generations: 2
      max_prompt_length: 400
      max_completion_length: 8
      learning_rate: 1.0e-3
      lr_scheduler_type: constant
      max_steps: %d
      eval_steps: 0
      eval_limit: 2
      save_steps: 2
      threads: 1
      """;

  private static final String[] ROLES =
      Stream.of(Role.values()).map(Role::label).toArray(String[]::new);

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    broker = SecuredBroker.start(Files.createDirectory(folder.resolve("broker")), ROLES);
  }

  @AfterAll
  static void stop() {
    System.clearProperty(Installation.ROOT_PROPERTY);
    broker.close();
  }

  private static Path recipe(int steps) throws IOException {
    Path data = TestFiles.PMC_MINI.toAbsolutePath();
    return Files.writeString(
        folder.resolve("small-" + steps + ".yaml"),
        RECIPE.formatted(
            TestFiles.QWEN2_VL.toAbsolutePath(),
            data.resolve("train.csv"),
            data.resolve("test_2.csv"),
            data.resolve("images"),
            steps));
  }

  private static void allow(String run, String user) throws Exception {
    try (var admin = broker.admin()) {
      for (var grant : RunAccess.of(new Topics(run), false)) {
        var name = user.isEmpty() ? grant.role().label() : user;
        admin.createAcls(grant.bindings("User:" + name)).all().get();
      }
    }
  }

  private static Executed with(Path login, Object... words) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--runs-dir", folder.resolve("runs"), "--kafka-config", login));
    return preceptor(all.toArray());
  }

  private static Executed done(Executed executed) {
    assertThat(executed.code()).as(executed.err()).isZero();
    return executed;
  }

  @Test
  void everyServiceDoesItsJobWithItsOwnRights() throws Exception {
    var run = new RunFolder(folder.resolve("runs"), "rights");
    allow(run.name(), "");
    List<Object> words =
        new ArrayList<>(List.of("train", recipe(2), "--run", run.name(), "--json"));
    for (var service : List.of("learner", "rollout", "judge", "reward", "eval")) {
      words.add("--service-kafka-config");
      words.add(service + "=" + broker.file(service, broker.scram(Way.ENCRYPTED, service)));
    }
    var operator = broker.file("operator", broker.scram(Way.ENCRYPTED, "operator"));
    done(with(operator, words.toArray()));
    assertThat(done(with(operator, "audit", run.name(), "--json")).json().path("ok").asBoolean())
        .isTrue();
    done(with(operator, "status", run.name()));
    done(with(operator, "show", run.name(), "1-0"));
    done(with(operator, "rescore", run.name()));

    var rollout = broker.file("rollout", broker.scram(Way.ENCRYPTED, "rollout"));
    assertThat(with(rollout, "audit", run.name()))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(2))
        .satisfies(
            refused ->
                assertThat(refused.err())
                    .contains("User:rollout may not", "preceptor acls " + run.name()));
    assertThat(secretsIn(run.path())).isEmpty();
  }

  @Test
  void aRunOverMutualTlsEndsAsOneOverPasswords() throws Exception {
    allow("mutual", "CN=operator");
    var login = broker.file("mutual", broker.certificate("operator", "PKCS12"));
    done(with(login, "train", recipe(1), "--run", "mutual", "--json"));
    done(with(login, "audit", "mutual"));
    done(with(login, "rescore", "mutual"));
    assertThat(secretsIn(folder.resolve("runs/mutual"))).isEmpty();
  }

  @Test
  void aServiceThatIsRefusedEndsTheRunWithTheTrueCause() throws Exception {
    allow("refused", "");
    var operator = broker.file("operator-2", broker.scram(Way.ENCRYPTED, "operator"));
    var other = broker.scram(Way.ENCRYPTED, "reward");
    var wrong =
        Map.of("sasl.jaas.config", other.get("sasl.jaas.config").replace("password-of-", "not-"));
    other.putAll(wrong);
    var executed =
        with(
            operator,
            "train",
            recipe(1),
            "--run",
            "refused",
            "--service-kafka-config",
            "reward=" + broker.file("wrong", other));
    assertThat(executed.code()).as(executed.err()).isEqualTo(2);
    assertThat(executed.err())
        .contains("reward-service: ", "the login of user reward by SCRAM-SHA-512 is refused");
  }

  /** No password of any user, and no store's, may be in what a run writes. */
  private static List<String> secretsIn(Path run) throws IOException {
    List<String> found = new ArrayList<>();
    try (var files = Files.walk(run)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (text.contains("password-of-") || text.contains(SecuredBroker.STORE_PASSWORD)) {
          found.add(file.toString());
        }
      }
    }
    return found;
  }
}
