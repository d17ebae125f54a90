package dev.preceptor.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every room of the house: its folder, its package, and the rooms of our own that it may use. */
enum Module {
  SCHEMAS("schemas", "schemas"),
  RECIPE("lib/recipe", "recipe"),
  JPEG("lib/jpeg", "jpeg"),
  MODELS("lib/models", "models", JPEG),
  BROKER("lib/broker", "broker"),
  VQA("lib/vqa", "vqa", MODELS),
  POLICY_LOG("lib/policy-log", "policy", SCHEMAS, MODELS),
  TESTKIT("lib/testkit", "testkit", SCHEMAS, RECIPE, MODELS, BROKER, POLICY_LOG),
  RUN("lib/run", "run", SCHEMAS, RECIPE, MODELS, VQA),
  SCORING("lib/scoring", "scoring", SCHEMAS, RECIPE, MODELS, VQA, RUN),
  RUN_LOG("lib/run-log", "runlog", SCHEMAS, RECIPE, MODELS, RUN),
  RUN_HISTORY(
      "lib/run-history",
      "history",
      SCHEMAS,
      RECIPE,
      MODELS,
      VQA,
      POLICY_LOG,
      SCORING,
      RUN,
      RUN_LOG),
  LOCAL_FLEET(
      "lib/local-fleet", "fleet", SCHEMAS, RECIPE, MODELS, BROKER, VQA, SCORING, RUN, RUN_LOG),
  TRAINING("lib/training", "training", RECIPE, MODELS, VQA, RUN),
  STUDY("lib/study", "study", SCHEMAS, RECIPE, MODELS, VQA, POLICY_LOG, RUN),
  STORE("lib/store", "store", SCHEMAS, MODELS, RUN),
  CHAOS("lib/chaos", "chaos", SCHEMAS, RECIPE, MODELS, BROKER, RUN, RUN_LOG, LOCAL_FLEET),
  SERVICE_KIT("lib/service-kit", "kit", SCHEMAS, RECIPE, MODELS, RUN, RUN_LOG),
  ROLLOUT("rollout-service", "rollout", SERVICE_KIT.andBelow(VQA, POLICY_LOG)),
  JUDGE("judge-service", "judge", SERVICE_KIT.andBelow(VQA, SCORING)),
  REWARD("reward-service", "reward", SERVICE_KIT.andBelow(VQA, SCORING)),
  LEARNER("learner-service", "learner", SERVICE_KIT.andBelow(VQA, POLICY_LOG)),
  EVAL("eval-service", "eval", SERVICE_KIT.andBelow(VQA, POLICY_LOG)),
  CONSOLE(
      "console-service", "console", SERVICE_KIT.andBelow(VQA, POLICY_LOG, SCORING, RUN_HISTORY)),
  CLI("cli", "cli", CHAOS.andBelow(VQA, POLICY_LOG, SCORING, RUN_HISTORY, TRAINING, STUDY, STORE));

  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private final String folder;
  private final String ownPackage;
  private final List<Module> uses;

  Module(String folder, String ownPackage, Module... uses) {
    this.folder = folder;
    this.ownPackage = ownPackage;
    this.uses = List.of(uses);
  }

  /** The classes of all modules, read once. */
  static JavaClasses compiled() {
    return Compiled.CLASSES;
  }

  private static final class Compiled {
    static final JavaClasses CLASSES = read();

    private static JavaClasses read() {
      var folders = Stream.of(values()).map(Module::classFiles).toList();
      for (var folder : folders) {
        if (!Files.isDirectory(folder)) {
          throw new IllegalStateException(
              folder + " is to be compiled before this test: mvn verify in " + ROOT);
        }
      }
      return new ClassFileImporter().importPaths(folders);
    }
  }

  String folder() {
    return folder;
  }

  Path classFiles() {
    return ROOT.resolve(folder).resolve("target/classes");
  }

  String ownPackages() {
    return "dev.preceptor." + ownPackage + "..";
  }

  String[] usablePackages() {
    return Stream.concat(Stream.of(this), uses.stream())
        .map(Module::ownPackages)
        .toArray(String[]::new);
  }

  /** This room, all that it uses, and more. */
  private Module[] andBelow(Module... more) {
    List<Module> all = new ArrayList<>(uses);
    all.add(this);
    all.addAll(List.of(more));
    return all.toArray(Module[]::new);
  }
}
