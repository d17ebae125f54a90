package dev.preceptor.fleet.train;

import dev.preceptor.models.InputException;
import dev.preceptor.run.ProgramVersion;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Publishes a run's definition for its services. */
final class DefinitionPublisher {

  private final RunPlan plan;
  private final RunTopics topics;

  DefinitionPublisher(RunPlan plan, RunTopics topics) {
    this.plan = plan;
    this.topics = topics;
  }

  /**
   * Publishes the definition, unless it is published already.
   *
   * @throws InputException if the model or the data have changed since the run started
   */
  void publish() {
    var before = topics.definition();
    var now = definition(before);
    before.ifPresent(original -> requireSame(original, now));
    if (!before.equals(Optional.of(now))) {
      topics.publish(now);
    }
  }

  private Definition definition(Optional<Definition> before) {
    var data = plan.recipe().data();
    return Definition.newBuilder()
        .setRun(plan.run().name())
        .setRecipe(plan.recipe().toYaml())
        .setModelSha256(plan.model().sha256())
        .setTrainSha256(data.trainCsv().map(DefinitionPublisher::sha256).orElse(""))
        .setTestSha256(data.testCsv().map(DefinitionPublisher::sha256).orElse(""))
        .setCode(before.map(Definition::getCode).orElseGet(ProgramVersion::current))
        .setCreatedMillis(
            before.map(Definition::getCreatedMillis).orElseGet(System::currentTimeMillis))
        .setRewardsSha256(RewardFunctions.ownSha256())
        .build();
  }

  private void requireSame(Definition original, Definition now) {
    requireSame("model", original.getModelSha256(), now.getModelSha256());
    requireSame("train_csv", original.getTrainSha256(), now.getTrainSha256());
    requireSame("test_csv", original.getTestSha256(), now.getTestSha256());
    RewardFunctions.difference(original.getRewardsSha256())
        .ifPresent(
            difference -> {
              throw new InputException(
                  difference
                      + "; restore them, or start a new run instead of "
                      + plan.run().name());
            });
  }

  private void requireSame(String key, String original, String now) {
    if (!original.equals(now)) {
      throw new InputException(
          "%s: its contents have changed since run %s started (SHA-256 %.12s…, now %.12s…); restore them, or start a"
                  .formatted(key, plan.run().name(), original, now)
              + " new run");
    }
  }

  private static String sha256(Path file) {
    try (var in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
