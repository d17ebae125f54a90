package dev.preceptor.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The house rules: arrows point down, and logic knows neither Kafka nor Quarkus. */
class ModuleRulesTest {

  private static final String[] KAFKA = {"org.apache.kafka.."};

  private static final String[] CONTAINER = {
    "io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile.."
  };

  private static JavaClasses classes;

  @BeforeAll
  static void importEveryModule() {
    classes = Module.compiled();
  }

  @Test
  void everyModuleOfTheBuildHasItsRules() throws Exception {
    var pom = Files.readString(Module.ROOT.resolve("pom.xml"));
    var built =
        pom.lines()
            .map(String::strip)
            .filter(line -> line.startsWith("<module>"))
            .map(line -> line.replaceAll("</?module>", ""))
            .collect(Collectors.toSet());
    assertThat(Stream.of(Module.values()).map(Module::folder))
        .containsExactlyInAnyOrderElementsOf(built);
  }

  @ParameterizedTest
  @EnumSource
  void aModuleStaysInItsPackages(Module module) {
    var own = new ClassFileImporter().importPath(module.classFiles());
    classes().should().resideInAnyPackage(module.ownPackages()).check(own);
  }

  @ParameterizedTest
  @EnumSource
  void aModuleUsesOnlyWhatIsBelowIt(Module module) {
    noClasses()
        .that()
        .resideInAnyPackage(module.ownPackages())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.preceptor..")
                .and(not(resideInAnyPackage(module.usablePackages()))))
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void pureLogicKnowsNeitherKafkaNorAContainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.preceptor.models..",
            "dev.preceptor.vqa..",
            "dev.preceptor.recipe..",
            "dev.preceptor.scoring..",
            "dev.preceptor.run..",
            "dev.preceptor.training..",
            "dev.preceptor.chaos.network..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(both(KAFKA, CONTAINER))
        .check(classes);
  }

  @Test
  void onlyServicesKnowAContainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.preceptor.schemas..",
            "dev.preceptor.broker..",
            "dev.preceptor.policy..",
            "dev.preceptor.runlog..",
            "dev.preceptor.history..",
            "dev.preceptor.fleet..",
            "dev.preceptor.study..",
            "dev.preceptor.store..",
            "dev.preceptor.chaos..",
            "dev.preceptor.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONTAINER)
        .check(classes);
  }

  /** The classes that decide; what surrounds them only carries records to them and away. */
  @Test
  void decisionsArePure() {
    var deciding =
        Set.of(
            "dev.preceptor.rollout.RolloutProcessor",
            "dev.preceptor.rollout.RolloutLoop",
            "dev.preceptor.scoring.judging.JudgeProcessor",
            "dev.preceptor.scoring.judging.RememberedVerdicts",
            "dev.preceptor.judge.JudgeQueue",
            "dev.preceptor.judge.JudgeLoop",
            "dev.preceptor.run.plan.StepPlan",
            "dev.preceptor.learner.StepAssembly",
            "dev.preceptor.learner.Learner",
            "dev.preceptor.learner.LearnerLoop",
            "dev.preceptor.fleet.train.RunProgress");
    assertThat(classes.stream().map(JavaClass::getName)).containsAll(deciding);
    noClasses()
        .that()
        .haveNameMatching("(" + String.join("|", deciding).replace(".", "\\.") + ")(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(both(KAFKA, CONTAINER))
        .check(classes);
  }

  @Test
  void theLedgerIsPure() {
    noClasses()
        .that()
        .resideInAPackage("dev.preceptor.history.ledger..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(both(KAFKA, CONTAINER))
        .check(classes);
  }

  /** One class of the log's reader does; channels and Kafka Streams poll by themselves. */
  @Test
  void onlyTheLogsReaderPollsKafka() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.preceptor.runlog.LogConsumer")
        .and()
        .resideOutsideOfPackage("dev.preceptor.testkit..")
        .should()
        .callMethodWhere(
            target(owner(assignableTo("org.apache.kafka.clients.consumer.Consumer")))
                .and(target(name("poll"))))
        .check(classes);
  }

  @Test
  void whatARecordSaysIsFreeOfKafka() {
    noClasses()
        .that()
        .haveNameMatching("dev.preceptor.runlog.(RunEvent|RecordValue|Place)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(both(KAFKA, CONTAINER))
        .check(classes);
  }

  /** Each package is a slice of its own, a module's root package too. */
  @Test
  void noPackagesNeedEachOther() {
    slices().matching("dev.preceptor.(**)").should().beFreeOfCycles().check(classes);
  }

  @ParameterizedTest
  @EnumSource
  void noModuleHoldsMoreThanAQuarterOfTheCode(Module module) throws Exception {
    long all = 0;
    for (var each : Module.values()) {
      all += lines(each);
    }
    assertThat(lines(module)).as("lines of %s", module.folder()).isLessThanOrEqualTo(all / 4);
  }

  private static long lines(Module module) throws Exception {
    try (var files = Files.walk(Module.ROOT.resolve(module.folder()).resolve("src/main"))) {
      long lines = 0;
      for (var file : files.filter(file -> file.toString().matches(".*\\.(java|py)")).toList()) {
        lines += Files.readString(file).lines().count();
      }
      return lines;
    }
  }

  @Test
  void nothingIsNamedForWantOfAName() {
    noClasses()
        .that()
        .resideInAPackage("dev.preceptor..")
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .check(classes);
  }

  private static String[] both(String[] first, String[] second) {
    return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
  }
}
