package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the images, the compose file and the Kubernetes files promise, as far as no engine is
 * needed.
 */
class DeploymentTest {

  private static final Path K8S = Module.ROOT.resolve("k8s");
  private static final Set<String> WORKLOADS = Set.of("Job", "Deployment", "StatefulSet");

  /** Read by others than Preceptor: Kafka's clients and broker, Quarkus, Kubernetes' own names. */
  private static final Pattern OF_OTHERS = Pattern.compile("(KAFKA|QUARKUS|POD)_\\w+|LC_ALL|PATH");

  private static final String CONSOLE = "console-service";
  private static final String TOKEN = "PRECEPTOR_CONSOLE_TOKEN";

  private static final Pattern BUILT = Pattern.compile("(?m)^targets=\\((.*)\\)$");
  private static final Pattern INVENTORY =
      Pattern.compile("(?m)^COPY --from=build (.*) /opt/preceptor/inventory/$");
  private static final Pattern TARGET = Pattern.compile("(?m)^FROM \\S+ AS (\\S+)$");
  private static final Pattern GRACE =
      Pattern.compile("(?m)^( *)# .*\\n\\1terminationGracePeriodSeconds: (\\d+)$");

  /** The five of a run, and the console. */
  static Stream<String> services() {
    return Stream.concat(Stream.of(Service.values()).map(Service::label), Stream.of(CONSOLE));
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyServiceHasAnImageAComposeServiceAndAWorkload(String service) {
    assertThat(matches(TARGET, read("Dockerfile"))).contains(service);
    assertThat(matches(BUILT, read("tools/deploy/images")).get(0).split(" ", -1)).contains(service);
    assertThat(read("tools/deploy/image/layers"))
        .containsPattern("services=\\(.*\\b" + service.replace("-service", "") + "\\b.*\\)");
    assertThat(compose()).containsKey(service);
    assertThat(map(compose().get(service), "build")).containsEntry("target", service);
    assertThat(read("monitoring/compose/prometheus.yml")).contains(service);
    assertThat(workloads())
        .filteredOn(workload -> image(workload).equals("preceptor/" + service))
        .as("workloads of %s", service)
        .singleElement()
        .satisfies(
            workload ->
                assertThat(labels(workload))
                    .containsEntry("app.kubernetes.io/name", service)
                    .containsEntry("preceptor.dev/serves", "http"));
  }

  @Test
  void everyWorkloadThatServesHttpIsProbed() {
    var probed =
        list(yaml(K8S.resolve("pods/kustomization.yaml")).get(0), "patches").stream()
            .filter(patch -> "every-service.yaml".equals(patch.get("path")))
            .map(patch -> String.valueOf(map(patch, "target").get("name")))
            .findFirst()
            .orElseThrow();
    assertThat(workloads())
        .filteredOn(workload -> labels(workload).containsKey("preceptor.dev/serves"))
        .hasSize((int) services().count())
        .allSatisfy(
            workload ->
                assertThat(String.valueOf(map(workload, "metadata").get("name"))).matches(probed));
    assertThat(read("k8s/pods/every-service.yaml"))
        .contains("startupProbe", "livenessProbe", "readinessProbe");
  }

  /** Nothing of it is in the repository: without a token the console does not start. */
  @Test
  void theConsolesTokenComesFromTheEnvironmentOrASecret() {
    assertThat(map(compose().get(CONSOLE), "environment"))
        .containsEntry(TOKEN, "${" + TOKEN + ":-}");
    assertThat(strings(compose().get(CONSOLE).get("ports")))
        .singleElement()
        .asString()
        .startsWith("127.0.0.1:");
    var token =
        workloads().stream()
            .filter(workload -> image(workload).equals("preceptor/" + CONSOLE))
            .flatMap(workload -> list(containers(workload).get(0), "env").stream())
            .filter(variable -> TOKEN.equals(variable.get("name")))
            .toList();
    assertThat(token)
        .singleElement()
        .satisfies(variable -> assertThat(variable).doesNotContainKey("value"))
        .satisfies(
            variable ->
                assertThat(map(map(variable, "valueFrom"), "secretKeyRef"))
                    .containsEntry("name", "console")
                    .doesNotContainKey("optional"));
  }

  /** The console's page is for whom its own policy lets in. */
  @Test
  void noNetworkPolicyLetsEverybodyIn() {
    var policies =
        manifests().stream()
            .filter(manifest -> "NetworkPolicy".equals(manifest.get("kind")))
            .toList();
    assertThat(policies)
        .extracting(policy -> map(policy, "metadata").get("name"))
        .contains("preceptor", "console");
    assertThat(policies)
        .allSatisfy(
            policy ->
                assertThat(list(map(policy, "spec"), "ingress"))
                    .isNotEmpty()
                    .allSatisfy(rule -> assertThat(list(rule, "from")).isNotEmpty()));
  }

  /** The build writes it (pom.xml, profile inventory), and every image holds it. */
  @Test
  void everyImageHoldsItsBillOfMaterialsAndItsLicences() {
    var dockerfile = read("Dockerfile");
    var build = dockerfile.substring(dockerfile.indexOf("./mvnw"));
    assertThat(build.lines().findFirst().orElseThrow()).contains("inventory");
    assertThat(matches(INVENTORY, dockerfile))
        .singleElement()
        .asString()
        .contains("/build/target/preceptor-sbom.json", "/build/target/THIRD-PARTY.txt");
    int base = dockerfile.indexOf(" AS base");
    assertThat(dockerfile.indexOf("/opt/preceptor/inventory/"))
        .as("in the base of all images")
        .isBetween(base, dockerfile.indexOf("FROM base AS service"));
    assertThat(read("pom.xml")).contains("preceptor-sbom", "aggregate-add-third-party");
  }

  @Test
  void everyImageOfTheComposeFileIsOneOfTheDockerfilesOrPinned() {
    assertThat(compose())
        .allSatisfy(
            (name, service) ->
                assertThat(String.valueOf(service.get("image")))
                    .matches(
                        "preceptor/"
                            + name
                            + ":\\$\\{PRECEPTOR_VERSION:-[0-9].*\\}|\\S+:v?\\d+\\.\\d+\\.\\d+"));
  }

  @Test
  void kustomizeGivesEveryImageItsVersion() {
    Set<String> pinned = new TreeSet<>();
    kustomizations()
        .map(file -> list(yaml(file).get(0), "images"))
        .forEach(
            images ->
                images.forEach(
                    image -> {
                      assertThat(String.valueOf(image.get("newTag")))
                          .matches("\\d+\\.\\d+\\.\\d+.*");
                      pinned.add(String.valueOf(image.get("name")));
                    }));
    assertThat(workloads()).extracting(DeploymentTest::image).isSubsetOf(pinned);
  }

  @Test
  void everyVariableThatIsSetIsOneThatIsRead() {
    Set<String> set = new TreeSet<>();
    compose().values().forEach(service -> set.addAll(map(service, "environment").keySet()));
    manifests()
        .forEach(
            manifest -> {
              containers(manifest)
                  .forEach(
                      container ->
                          list(container, "env")
                              .forEach(variable -> set.add(String.valueOf(variable.get("name")))));
            });
    kustomizations()
        .flatMap(file -> list(yaml(file).get(0), "configMapGenerator").stream())
        .flatMap(map -> strings(map.get("literals")).stream())
        .forEach(literal -> set.add(literal.substring(0, literal.indexOf('='))));
    set.addAll(dockerfileVariables().keySet());
    set.removeIf(OF_OTHERS.asMatchPredicate());

    var reference = read("docs/reference/environment.md");
    assertThat(set).contains("PRECEPTOR_RUN", "PRECEPTOR_JUDGE", "PRECEPTOR_RUN_DIR");
    assertThat(set)
        .filteredOn(name -> !reference.contains("| `" + name + "` |"))
        .as("set, and not in docs/reference/environment.md")
        .isEmpty();
  }

  @Test
  void theImagesGiveJavaWhatTheLauncherGivesIt() {
    var image = read("tools/deploy/image/bin/jvm.options").lines().toList();
    var launcher =
        JavaCommand.heap(1).jar(Path.of("x")).stream()
            .filter(option -> option.matches("-D(file|sun|stdout|stderr).*|-XX:.*"))
            .toList();
    assertThat(launcher).isNotEmpty();
    assertThat(image).containsAll(launcher);
    var fleet =
        read("lib/local-fleet/src/main/java/dev/preceptor/fleet/services/ServiceFleet.java");
    for (var name : List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "MALLOC_ARENA_MAX")) {
      assertThat(fleet)
          .contains(
              "environment.put(\"%s\", \"%s\")".formatted(name, dockerfileVariables().get(name)));
    }
  }

  static Stream<Path> kustomizations() {
    return files(K8S).filter(file -> file.endsWith("kustomization.yaml"));
  }

  @ParameterizedTest
  @MethodSource("kustomizations")
  void aKustomizationNamesFilesThatAreThereAndAllOfItsFolder(Path file) {
    var kustomization = yaml(file).get(0);
    List<String> named = new ArrayList<>();
    named.addAll(strings(kustomization.get("resources")));
    named.addAll(strings(kustomization.get("components")));
    named.addAll(strings(kustomization.get("configurations")));
    list(kustomization, "patches").stream()
        .filter(patch -> patch.containsKey("path"))
        .forEach(patch -> named.add(String.valueOf(patch.get("path"))));
    list(kustomization, "configMapGenerator")
        .forEach(map -> named.addAll(strings(map.get("files"))));

    assertThat(named).allSatisfy(name -> assertThat(file.resolveSibling(name)).exists());
    try (Stream<Path> beside = Files.list(file.getParent())) {
      assertThat(beside.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
          .filteredOn(name -> !name.equals("kustomization.yaml"))
          .isSubsetOf(named);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyWorkloadSaysHowLongItMayTakeToEndAndWhy() {
    assertThat(workloads())
        .allSatisfy(
            workload -> assertThat(pod(workload)).containsKey("terminationGracePeriodSeconds"));
    assertThat(files(K8S).filter(file -> read(file).contains("terminationGracePeriodSeconds")))
        .allSatisfy(
            file ->
                assertThat(matches(GRACE, read(file), 2))
                    .as("with a comment above in %s", file)
                    .hasSize(read(file).split("terminationGracePeriodSeconds:", -1).length - 1));
  }

  @Test
  void theLearnerMayFinishItsStepBeforeItIsKilled() {
    var patience =
        read("learner-service/src/main/resources/application.properties")
            .lines()
            .filter(line -> line.startsWith("preceptor.shutdown-patience="))
            .map(line -> Duration.parse(line.substring(line.indexOf('=') + 1)))
            .findFirst()
            .orElseThrow()
            .toSeconds();
    var learner =
        workloads().stream()
            .filter(workload -> image(workload).equals("preceptor/learner-service"))
            .findFirst()
            .orElseThrow();
    assertThat((Integer) pod(learner).get("terminationGracePeriodSeconds"))
        .isGreaterThanOrEqualTo((int) patience + 10);
    assertThat(String.valueOf(compose().get("learner-service").get("stop_grace_period")))
        .isEqualTo(pod(learner).get("terminationGracePeriodSeconds") + "s");
  }

  @Test
  void exitCodesThatComeAgainFailAJobAtOnce() {
    var job = yaml(K8S.resolve("pods/every-job.yaml")).get(0);
    var rules = list(map(map(job, "spec"), "podFailurePolicy"), "rules");
    assertThat(rules)
        .filteredOn(rule -> "FailJob".equals(rule.get("action")))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(map(rule, "onExitCodes").get("values")).isEqualTo(List.of(2, 3, 4, 5)));
  }

  @Test
  void workersAreScaledOnTheGroupsThatTheyReadWith() {
    var topics = new Topics("RUN");
    var partitions = partitionsOfARecipe();
    var scaled =
        manifests().stream()
            .filter(manifest -> "ScaledObject".equals(manifest.get("kind")))
            .toList();
    assertThat(scaled).hasSize(2);
    assertThat(scaled)
        .allSatisfy(
            object -> assertThat(map(object, "spec").get("maxReplicaCount")).isEqualTo(partitions));
    List<Map<String, Object>> triggers = new ArrayList<>();
    scaled.forEach(
        object ->
            list(map(object, "spec"), "triggers")
                .forEach(trigger -> triggers.add(map(trigger, "metadata"))));
    assertThat(triggers)
        .extracting(trigger -> trigger.get("consumerGroup"), trigger -> trigger.get("topic"))
        .containsExactlyInAnyOrder(
            tuple(topics.member("rollout"), topics.prompts()),
            tuple(topics.member("judge.NAME"), topics.rollouts()));
  }

  /**
   * The learner writes prompts in transactions. The mark that ends one stays unread in each
   * partition that gets prompts, one for each unit of a step, and must not keep a worker.
   */
  @Test
  void theEndMarksOfTransactionsAreNoWorkForRolloutWorkers() {
    var rollout = yaml(K8S.resolve("keda/rollout.yaml")).get(0);
    var trigger = list(map(rollout, "spec"), "triggers").get(0);
    assertThat(map(trigger, "metadata"))
        .as("one unit in a step at least, whatever the recipe is")
        .containsEntry("activationLagThreshold", "1");

    var recipe = read("k8s/overlays/test/submit.yaml");
    int units = (setting(recipe, "prompts_per_step") - 1) / setting(recipe, "sampling_unit") + 1;
    assertThat(read("k8s/overlays/test/kustomization.yaml"))
        .contains(
            "/activationLagThreshold, value: \"%d\""
                .formatted(Math.min(units, setting(recipe, "partitions"))));
  }

  private static int setting(String submit, String key) {
    return matches(Pattern.compile("--set=" + key + "=(\\d+)"), submit).stream()
        .map(Integer::valueOf)
        .findFirst()
        .orElseThrow();
  }

  private static int partitionsOfARecipe() {
    return matches(
            Pattern.compile("(?m)^\\| `partitions` \\|[^|]*\\| `(\\d+)` \\|"),
            read("docs/reference/recipe.md"))
        .stream()
        .map(Integer::valueOf)
        .findFirst()
        .orElseThrow();
  }

  // --- reading ---

  private static Map<String, Map<String, Object>> compose() {
    return cast(yaml(Module.ROOT.resolve("docker-compose.yml")).get(0).get("services"));
  }

  /** Not the patches, which stand for any object. */
  private static List<Map<String, Object>> manifests() {
    return files(K8S)
        .filter(file -> !file.endsWith("kustomization.yaml"))
        .flatMap(file -> yaml(file).stream())
        .filter(object -> object.containsKey("kind"))
        .toList();
  }

  private static List<Map<String, Object>> workloads() {
    return manifests().stream()
        .filter(manifest -> WORKLOADS.contains(String.valueOf(manifest.get("kind"))))
        .filter(manifest -> containers(manifest).stream().anyMatch(c -> c.containsKey("image")))
        .toList();
  }

  private static Map<String, Object> pod(Map<String, Object> workload) {
    return map(map(map(workload, "spec"), "template"), "spec");
  }

  private static Map<String, Object> labels(Map<String, Object> workload) {
    return map(map(map(map(workload, "spec"), "template"), "metadata"), "labels");
  }

  private static List<Map<String, Object>> containers(Map<String, Object> workload) {
    return list(pod(workload), "containers");
  }

  private static String image(Map<String, Object> workload) {
    return containers(workload).get(0).get("image").toString();
  }

  private static Map<String, String> dockerfileVariables() {
    var continued = read("Dockerfile").replaceAll("\\\\\\n", " ");
    Map<String, String> variables = new TreeMap<>();
    continued
        .lines()
        .filter(line -> line.startsWith("ENV "))
        .flatMap(line -> Stream.of(line.substring(4).strip().split("\\s+")))
        .forEach(
            pair ->
                variables.put(
                    pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
    return variables;
  }

  private static List<String> matches(Pattern pattern, String text) {
    return matches(pattern, text, 1);
  }

  private static List<String> matches(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map(match -> match.group(group)).toList();
  }

  private static List<Map<String, Object>> yaml(Path file) {
    var loader = new Yaml(new SafeConstructor(new LoaderOptions()));
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : loader.loadAll(read(file))) {
      // A list is a patch by places.
      if (document instanceof Map) {
        documents.add(cast(document));
      }
    }
    return documents;
  }

  private static Map<String, Object> map(Map<String, Object> object, String key) {
    return Optional.ofNullable(object.get(key))
        .map(DeploymentTest::<Map<String, Object>>cast)
        .orElse(Map.of());
  }

  private static List<Map<String, Object>> list(Map<String, Object> object, String key) {
    return Optional.ofNullable(object.get(key))
        .map(DeploymentTest::<List<Map<String, Object>>>cast)
        .orElse(List.of());
  }

  private static Collection<String> strings(Object list) {
    return list == null ? List.of() : cast(list);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // YAML has no types
  private static <T> T cast(Object value) {
    return (T) value;
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new AssertionError(folder.toString(), e);
    }
  }

  private static String read(String file) {
    return read(Module.ROOT.resolve(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
