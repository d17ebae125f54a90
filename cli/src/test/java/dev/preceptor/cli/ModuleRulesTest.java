package dev.preceptor.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The house rules: data moves one way, and what thinks does not know how it is told. */
class ModuleRulesTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final String[] KAFKA = {"org.apache.kafka.."};

  private static final String[] CONTAINER = {
    "io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile.."
  };

  private static JavaClasses classes;

  /** Every module with its packages and those of our own that it may use. */
  enum Module {
    SCHEMAS("schemas", Set.of("schemas", "recipe")),
    MODELS("models", Set.of("models")),
    VQA("vqa", Set.of("vqa"), MODELS),
    POLICY_LOG("policy-log", Set.of("policy"), SCHEMAS, MODELS),
    SCORING("scoring", Set.of("scoring"), SCHEMAS, MODELS, VQA),
    BROKER("broker", Set.of("broker")),
    FAULTS("faults", Set.of("faults")),
    SERVICE_KIT("service-kit", Set.of("kit"), SCHEMAS, MODELS, VQA),
    TESTKIT("testkit", Set.of("testkit"), SCHEMAS, MODELS, VQA, BROKER, SERVICE_KIT, POLICY_LOG),
    ROLLOUT("rollout-service", Set.of("rollout"), SCHEMAS, MODELS, VQA, SERVICE_KIT, POLICY_LOG),
    JUDGE("judge-service", Set.of("judge"), SCHEMAS, MODELS, VQA, SERVICE_KIT, SCORING),
    REWARD("reward-service", Set.of("reward"), SCHEMAS, MODELS, VQA, SERVICE_KIT, SCORING),
    LEARNER("learner-service", Set.of("learner"), SCHEMAS, MODELS, VQA, SERVICE_KIT, POLICY_LOG),
    EVAL("eval-service", Set.of("eval"), SCHEMAS, MODELS, VQA, SERVICE_KIT, POLICY_LOG),
    LAUNCHER(
        "launcher", Set.of("launcher"), SCHEMAS, MODELS, VQA, BROKER, FAULTS, POLICY_LOG, SCORING);

    private final String folder;
    private final Set<String> packages;
    private final List<Module> uses;

    Module(String folder, Set<String> packages, Module... uses) {
      this.folder = folder;
      this.packages = packages;
      this.uses = List.of(uses);
    }

    Path classFiles() {
      return ROOT.resolve(folder).resolve("target/classes");
    }

    String[] ownPackages() {
      return packages.stream().map(name -> "dev.preceptor." + name + "..").toArray(String[]::new);
    }

    String[] usablePackages() {
      return Stream.concat(Stream.of(this), uses.stream())
          .flatMap(module -> Stream.of(module.ownPackages()))
          .toArray(String[]::new);
    }
  }

  @BeforeAll
  static void importEveryModule() {
    List<Path> folders = new ArrayList<>();
    for (var module : Module.values()) {
      assertThat(module.classFiles())
          .as("%s is to be compiled before this test: mvn verify in %s", module.folder, ROOT)
          .isDirectory();
      folders.add(module.classFiles());
    }
    classes = new ClassFileImporter().importPaths(folders);
  }

  @Test
  void everyModuleOfTheBuildHasItsRules() throws Exception {
    var pom = Files.readString(ROOT.resolve("pom.xml"));
    var built =
        pom.lines()
            .map(String::strip)
            .filter(line -> line.startsWith("<module>"))
            .map(line -> line.replaceAll("</?module>", ""))
            .collect(Collectors.toSet());
    assertThat(Stream.of(Module.values()).map(module -> module.folder)).containsAll(built);
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
  void whatThinksAndWhatIsAskedKnowNeitherKafkaNorAContainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.preceptor.models..",
            "dev.preceptor.vqa..",
            "dev.preceptor.recipe..",
            "dev.preceptor.scoring..",
            "dev.preceptor.faults..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(both(KAFKA, CONTAINER))
        .check(classes);
  }

  @Test
  void whatTravelsAndTheCommandKnowNoContainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.preceptor.schemas..", "dev.preceptor.broker..", "dev.preceptor.launcher..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONTAINER)
        .check(classes);
  }

  /** The classes that decide; what surrounds them only carries records to them and away. */
  @Test
  void whatDecidesIsPure() {
    var deciding =
        Set.of(
            "dev.preceptor.rollout.RolloutProcessor",
            "dev.preceptor.scoring.judging.JudgeProcessor",
            "dev.preceptor.scoring.judging.RememberedVerdicts",
            "dev.preceptor.judge.Docket",
            "dev.preceptor.learner.StepPlan",
            "dev.preceptor.learner.StepAssembly",
            "dev.preceptor.learner.Learner",
            "dev.preceptor.launcher.run.RunProgress");
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
        .resideInAPackage("dev.preceptor.launcher.ledger..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(both(KAFKA, CONTAINER))
        .check(classes);
  }

  @Test
  void packagesOfTheCommandHaveNoCycles() {
    slices().matching("dev.preceptor.launcher.(*)..").should().beFreeOfCycles().check(classes);
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
