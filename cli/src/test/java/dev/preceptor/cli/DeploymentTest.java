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
import org.junit.jupiter.params.provider.EnumSource;
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

  private static final Pattern TARGET = Pattern.compile("(?m)^FROM \\S+ AS (\\S+)$");
  private static final Pattern GRACE =
      Pattern.compile("(?m)^( *)# .*\\n\\1terminationGracePeriodSeconds: (\\d+)$");

  @ParameterizedTest
  @EnumSource(Service.class)
  void everyServiceHasAnImageAComposeServiceAndAWorkload(Service service) {
    assertThat(matches(TARGET, read("Dockerfile"))).contains(service.label());
    assertThat(compose()).containsKey(service.label());
    assertThat(map(compose().get(service.label()), "build"))
        .containsEntry("target", service.label());
    assertThat(workloads())
        .filteredOn(workload -> image(workload).equals("preceptor/" + service.label()))
        .as("workloads of %s", service)
        .hasSize(1);
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
            rule -> assertThat(map(rule, "onExitCodes").get("values")).isEqualTo(List.of(2, 3, 4)));
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
