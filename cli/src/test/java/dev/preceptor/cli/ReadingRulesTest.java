package dev.preceptor.cli;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.File;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is read depends on the bytes alone, and what is written on the values alone: not on the
 * environment's locale and encoding. ErrorProne refuses the JDK's methods that use the default
 * charset, and changes of case that use the default locale (DefaultCharset, StringCaseLocaleUsage).
 */
class ReadingRulesTest {

  /** Read files that the program itself wrote, which have no byte order mark. */
  private static final String READERS_OF_OWN_FILES =
      "dev\\.preceptor\\.("
          + "run\\.(BrokerAddress|MetricsLog|Summary)"
          + "|study\\.bench\\.StepClock"
          + "|history\\.status\\.SilentRun"
          + "|fleet\\.train\\.Preflight"
          + "|chaos\\.PreceptorProcess"
          + "|cli\\.runs\\.Bench"
          + "|broker\\.BrokerUsers"
          + "|fleet\\.broker\\.JoinToken"
          + "|kit\\.ResidentMemory"
          + ")";

  private static JavaClasses classes;

  @BeforeAll
  static void importEveryModule() {
    classes = Module.compiled();
  }

  @Test
  void textFilesOfOthersAreReadThroughUtf8() {
    var texts =
        target(owner(assignableTo(Files.class)))
            .and(target(nameMatching("readString|readAllLines|lines|newBufferedReader")));
    var json =
        target(owner(assignableTo(ObjectMapper.class)))
            .and(target(nameMatching("readTree|readValue")))
            .and(
                DescribedPredicate.describe(
                    "from a file",
                    access ->
                        access.getTarget() instanceof CodeUnitCallTarget call
                            && call.getRawParameterTypes().get(0).isEquivalentTo(File.class)));
    noClasses()
        .that()
        .haveNameNotMatching(READERS_OF_OWN_FILES)
        .should()
        .accessTargetWhere(texts.or(json))
        .because("a byte order mark goes before parsing; see Utf8")
        .check(classes);
  }

  @Test
  void everyProgramSetsItsLocaleFirst() {
    var programs =
        methods()
            .that()
            .haveName("main")
            .and()
            .areStatic()
            .and(
                DescribedPredicate.describe(
                    "take arguments",
                    method -> method.getRawParameterTypes().get(0).isEquivalentTo(String[].class)));
    programs.should(setTheLocaleFirst()).check(classes);
    assertThat(classes.stream().filter(ReadingRulesTest::isProgram).map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrder("Preceptor", "UnpackLibraries", "BrokerMain", "ServiceMain");
  }

  @Test
  void onlyProgramsSetALocale() {
    noClasses()
        .that(DescribedPredicate.describe("are no programs", type -> !isProgram(type)))
        .should()
        .callMethod(Locale.class, "setDefault", Locale.class)
        .check(classes);
  }

  private static boolean isProgram(JavaClass type) {
    return type.tryGetMethod("main", String[].class).isPresent();
  }

  private static ArchCondition<JavaMethod> setTheLocaleFirst() {
    return new ArchCondition<>("set the locale first") {
      @Override
      public void check(JavaMethod main, ConditionEvents events) {
        var first =
            main.getMethodCallsFromSelf().stream()
                .min((a, b) -> a.getLineNumber() - b.getLineNumber());
        boolean sets =
            first
                .filter(call -> call.getTargetOwner().isEquivalentTo(Locale.class))
                .filter(call -> call.getName().equals("setDefault"))
                .isPresent();
        events.add(new SimpleConditionEvent(main, sets, main.getFullName()));
      }
    };
  }
}
