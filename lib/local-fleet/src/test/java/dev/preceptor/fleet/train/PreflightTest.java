package dev.preceptor.fleet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.testkit.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

  @TempDir Path folder;
  private Path model;
  private Path judge;

  @BeforeEach
  void writeModels() throws IOException {
    model = TinyModel.writeTo(folder.resolve("model"));
    judge = TinyModel.writeTo(folder.resolve("judge"));
    for (var service : Service.values()) {
      var jar = folder.resolve(service.label()).resolve("target/quarkus-app/quarkus-run.jar");
      Files.createDirectories(jar.getParent());
      Files.createFile(jar);
    }
  }

  private RunPlan begin(String... more) throws IOException {
    var recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: %s
            phantom: {train: 8, test: 8}
            max_steps: 1
            judges: [{name: sound, model: %s}]
            rewards: [{name: format, weight: 1}, {name: sound, weight: 1}]
            """
                .formatted(model, judge));
    var options = new TrainOptions(recipe, List.of(more), BrokerPorts.free(), ClientConfig.none());
    return new Preflight(options, new Installation(folder)).begin(run());
  }

  private RunFolder run() {
    return new RunFolder(folder.resolve("runs"), "mine");
  }

  private static void replace(Path file, String pattern, String by) throws IOException {
    var text = Files.readString(file);
    assertThat(text).containsPattern(pattern);
    Files.writeString(file, text.replaceAll(pattern, by));
  }

  private void assertRefused(String complaint) {
    assertThatThrownBy(this::begin)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aRunWhoseModelsAreCoherentCanBegin() throws IOException {
    assertThat(begin().model().parameters()).isPositive();
    assertThat(begin().model().unused()).isEmpty();
  }

  @Test
  void aPolicyThatContradictsItselfIsRefusedAndTheRunsNameStaysFree() throws IOException {
    replace(model.resolve("preprocessor_config.json"), "(\"patch_size\": *)14", "$116");
    assertRefused(model.resolve("preprocessor_config.json") + ", patch_size: 16, but 14");
  }

  @Test
  void aPolicyWithoutItsHeadIsRefused() throws IOException {
    replace(model.resolve("config.json"), "(\"tie_word_embeddings\": *)true", "$1false");
    assertRefused("the checkpoint has no weight lm_head.weight");
  }

  @Test
  void aPolicyWithoutAChatTemplateIsRefused() throws IOException {
    Files.delete(model.resolve("chat_template.jinja"));
    assertRefused(model + ": the model has no chat template");
    assertThat(begin("prompt_template=base").recipe()).isNotNull();
  }

  @Test
  void aJudgeThatContradictsItselfIsRefusedByName() throws IOException {
    replace(judge.resolve("config.json"), "(\"num_hidden_layers\": *)\\d+", "$19");
    assertRefused("judges, sound: the checkpoint has no weight model.layers.");
  }

  @Test
  void boundsThatTheModelsOwnContradictAreRefused() throws IOException {
    assertThatThrownBy(() -> begin("max_pixels=10"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("max_pixels 10");
  }
}
