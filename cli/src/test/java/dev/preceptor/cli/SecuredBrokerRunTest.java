package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.preceptor.run.Installation;
import dev.preceptor.run.MetricsLog;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** One for each role, and one who may do nothing. */
  private static final List<String> USERS =
      Stream.concat(Stream.of(Role.values()).map(Role::label), Stream.of("stranger")).toList();

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty(Installation.ROOT_PROPERTY, "..");
    broker =
        SecuredBroker.start(
            Files.createDirectory(folder.resolve("broker")),
            USERS,
            List.of("operator", "stranger"));
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
        new ArrayList<>(List.of("train", "--no-console", recipe(2), "--run", run.name(), "--json"));
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

    var console = broker.file("console", broker.scram(Way.ENCRYPTED, "console"));
    done(with(console, "status", run.name()));
    assertThat(with(console, "stop", run.name()).err()).contains("User:console may not");
  }

  /**
   * A worker of the run is frozen, so that the one that joins has to log in and do the rest of the
   * work; another run of the recipe loses a worker.
   */
  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"ENCRYPTED", "MUTUAL"})
  void trainJoinAuditRescoreAndChaosLogInByPasswordAndByCertificate(Way way) throws Exception {
    var run = new RunFolder(folder.resolve("runs"), "all-" + way.ordinal());
    var chaos = "chaos-" + way.ordinal();
    var principal = way == Way.MUTUAL ? "CN=operator" : "operator";
    allow(run.name(), principal);
    allow(chaos + "-seed-1", principal);
    var login = broker.file("all-" + way, login(way, "operator"));
    var recipe = recipe(4);

    var trained =
        CompletableFuture.supplyAsync(
            () ->
                done(with(login, "train", "--no-console", recipe, "--run", run.name(), "--json")));
    awaitStep(run, 1, trained);
    var worker = ServiceProcess.named("rollout-service");
    ServiceProcess.signal(worker, "STOP");
    var joined = CompletableFuture.supplyAsync(() -> join(run.name(), login));
    awaitStep(run, 3, trained);
    ServiceProcess.signal(worker, "CONT");
    var sha256 = trained.get().json().path("policy_sha256").asText();
    assertThat(joined.get().json().path("workers").get(0).path("groups").asInt()).isPositive();

    assertThat(done(with(login, "audit", run.name(), "--json")).json().path("ok").asBoolean())
        .isTrue();
    done(with(login, "rescore", run.name()));
    var faults = List.of("--kills", 1, "--targets", "rollout", "--tries", 0, "--expect", sha256);
    List<Object> words = new ArrayList<>(List.of("chaos", recipe, "--run", chaos, "--json"));
    words.addAll(faults);
    assertThat(done(with(login, words.toArray())).json().path("blows").asInt()).isEqualTo(1);
    assertThat(secretsIn(folder.resolve("runs"))).isEmpty();
  }

  private static Map<String, String> login(Way way, String user) throws IOException {
    return way == Way.MUTUAL ? broker.certificate(user, "PKCS12") : broker.scram(way, user);
  }

  private static void awaitStep(RunFolder run, int step, CompletableFuture<?> trained) {
    await()
        .atMost(PATIENCE)
        .failFast("the run has ended before step " + step, trained::isDone)
        .until(() -> Files.exists(run.metrics()) && MetricsLog.lastStep(run.metrics()) >= step);
  }

  /** Joins from another folder, as on another machine. */
  private static Executed join(String run, Path login) {
    return done(
        preceptor(
            "join",
            run,
            "--kafka-config",
            login,
            "--runs-dir",
            folder.resolve("elsewhere"),
            "--json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train   | WRONG_PASSWORD
          join    | WRONG_PASSWORD
          audit   | WRONG_PASSWORD
          rescore | WRONG_PASSWORD
          chaos   | WRONG_PASSWORD
          train   | UNKNOWN_CA
          join    | UNKNOWN_CA
          audit   | UNKNOWN_CA
          rescore | UNKNOWN_CA
          chaos   | UNKNOWN_CA
          train   | UNKNOWN_CA_OF_A_CERTIFICATE
          join    | UNKNOWN_CA_OF_A_CERTIFICATE
          audit   | UNKNOWN_CA_OF_A_CERTIFICATE
          rescore | UNKNOWN_CA_OF_A_CERTIFICATE
          chaos   | UNKNOWN_CA_OF_A_CERTIFICATE
          train   | MISSING_ACL
          join    | MISSING_ACL
          audit   | MISSING_ACL
          rescore | MISSING_ACL
          chaos   | MISSING_ACL
          train   | MISSING_ACL_OF_A_CERTIFICATE
          join    | MISSING_ACL_OF_A_CERTIFICATE
          audit   | MISSING_ACL_OF_A_CERTIFICATE
          rescore | MISSING_ACL_OF_A_CERTIFICATE
          chaos   | MISSING_ACL_OF_A_CERTIFICATE
          """)
  void eachCommandSaysWhyTheBrokerRefusesIt(String command, Wrong wrong) throws Exception {
    var login = broker.file("wrong-" + wrong, wrong.login());
    List<Object> words = new ArrayList<>(List.of(command));
    words.addAll(
        switch (command) {
          case "train" -> List.of(recipe(2), "--run", "nobodys");
          case "chaos" -> List.of(recipe(2), "--run", "nobodys", "--kills", 1);
          default -> List.of("nobodys");
        });
    var refused = with(login, words.toArray());
    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains(wrong.reason).doesNotContain("password-of-");
    assertThat(refused.err().lines().filter(line -> line.contains(wrong.reason))).hasSize(1);
  }

  /** What can be wrong with a login. */
  private enum Wrong {
    WRONG_PASSWORD("the login of user stranger by SCRAM-SHA-512 is refused"),
    UNKNOWN_CA("the broker's certificate is not trusted"),
    UNKNOWN_CA_OF_A_CERTIFICATE("the broker's certificate is not trusted"),
    MISSING_ACL("User:stranger may not "),
    MISSING_ACL_OF_A_CERTIFICATE("User:CN=stranger may not ");

    private final String reason;

    Wrong(String reason) {
      this.reason = reason;
    }

    private Map<String, String> login() throws IOException {
      var login =
          new HashMap<>(
              name().endsWith("CERTIFICATE")
                  ? broker.certificate("stranger", "PEM")
                  : broker.scram(Way.ENCRYPTED, "stranger"));
      switch (this) {
        case WRONG_PASSWORD ->
            login.compute("sasl.jaas.config", (key, jaas) -> jaas.replace("password-of-", "not-"));
        case UNKNOWN_CA, UNKNOWN_CA_OF_A_CERTIFICATE ->
            login.put("ssl.truststore.certificates", broker.certificatePem(Way.MISNAMED));
        default -> {
          // the login is right
        }
      }
      return login;
    }
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
            "--no-console",
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
