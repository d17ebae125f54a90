package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.DeadLetter;
import dev.preceptor.schemas.Outcome;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.testkit.RunResource;
import dev.preceptor.testkit.TestRun;
import dev.preceptor.testkit.TinyModel;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
@QuarkusTest
@QuarkusTestResource(value = LearnerShellTest.Run.class, restrictToAnnotatedClass = true)
class LearnerShellTest {

  /** A run of two steps of two groups. */
  public static class Run extends RunResource {

    @Override
    protected String recipe(Path runFolder) {
      Path data = runFolder.resolve("data");
      Phantom.draw(new PhantomSpec(data, 8, 8, 1, 56));
      return """
      model: %s
      train_csv: %2$s/train.csv
      test_csv: %2$s/test.csv
      images: %2$s/images
      partitions: 2
      prompts_per_step: 2
      num_generations: 2
      max_completion_length: 4
      max_steps: 2
      save_steps: 1
      threads: 1
      """
          .formatted(TinyModel.writeTo(runFolder.resolve("model")), data);
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @ConfigProperty(name = "test.url", defaultValue = "")
  String url;

  @ConfigProperty(name = "preceptor.run-dir")
  Path runFolder;

  @Test
  void aStepBecomesVisibleAsAWholeAndIsKeptAsACheckpointBeforeTheNext() throws Exception {
    try (TestRun run = TestRun.connect(bootstrapServers, RunResource.RUN)) {
      String prompts = run.topics().prompts();
      assertThat(run.await(prompts, Prompt.class, 2))
          .extracting(Prompt::getStep)
          .containsExactly(1, 1);
      assertThat(run.read(run.topics().policy(), PolicyChunk.class))
          .extracting(PolicyChunk::getVersion)
          .containsOnly(0);

      String scored = run.topics().scoredGroups();
      run.sendBytes(scored, "7-7", new byte[Topics.MAX_RECORD_BYTES + (1 << 20)]);
      run.sendBytes(scored, null, null);
      run.sendBytes(scored, "1-1", "garbage".getBytes(StandardCharsets.UTF_8));
      run.send(scored, "2-0", ScoredGroup.class, Fakes.group(2, 0, 1, 1));
      run.send(scored, "1-0", ScoredGroup.class, Fakes.group(1, 0, 0, 1));
      run.send(scored, "1-1", ScoredGroup.class, Fakes.group(1, 1, 0, Double.NaN));

      TrainingStep step = run.await(run.topics().trainingSteps(), TrainingStep.class, 1).get(0);
      assertThat(run.read(prompts, Prompt.class))
          .extracting(Prompt::getStep)
          .containsExactlyInAnyOrder(1, 1, 2, 2);
      assertThat(run.read(run.topics().policy(), PolicyChunk.class))
          .filteredOn(chunk -> chunk.getVersion() == 1)
          .isNotEmpty()
          .extracting(PolicyChunk::getSha256)
          .containsOnly(step.getPolicySha256());
      assertThat(step.getGroups().get(0).getOutcome()).isEqualTo(Outcome.trained);
      assertThat(step.getGroups().get(1).getOutcome()).isEqualTo(Outcome.failed);
      assertThat(step.getMetrics()).containsKeys("reward", "loss", "kl", "grad_norm", "step_time");
      assertThat(run.read(run.topics().deadLetters()))
          .extracting(letter -> DeadLetter.of(letter.headers()).reason())
          .satisfiesExactlyInAnyOrder(
              reason -> assertThat(reason).contains("more than the limit"),
              reason -> assertThat(reason).contains("there is no value"),
              reason -> assertThat(reason).contains("Avro"),
              reason -> assertThat(reason).contains("group 2-0 is ahead of the run"),
              reason -> assertThat(reason).contains("an advantage of NaN"));
      assertThat(committedOffsets(run)).isEqualTo(6);

      run.send(scored, "2-0", ScoredGroup.class, Fakes.group(2, 0, 0, 1));
      run.send(scored, "2-1", ScoredGroup.class, Fakes.group(2, 1, 1, 0));
      run.await(run.topics().trainingSteps(), 2);
      assertThat(runFolder.resolve("checkpoints/step-1/model.safetensors")).exists();
      assertThat(metrics())
          .contains(
              "preceptor_groups_total{component=\"learner-service\",outcome=\"failed\",run=\"shell\"} 1.0")
          .contains(
              "preceptor_dead_letters_total{component=\"learner-service\",run=\"shell\",topic=\"scored-groups\"} 5.0")
          .containsPattern("preceptor_step\\{component=\"learner-service\",run=\"shell\"\\} [12]")
          .containsPattern(
              "preceptor_grad_norm\\{component=\"learner-service\",run=\"shell\"\\} [0-9]")
          .contains(
              "preceptor_lag_records{component=\"learner-service\",run=\"shell\",topic=\"scored-groups\"}")
          .contains("preceptor_ready{component=\"learner-service\",run=\"shell\"} 1.0");
    }
  }

  private String metrics() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url + "/q/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private long committedOffsets(TestRun run) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      return admin
          .listConsumerGroupOffsets(run.topics().member("learner"))
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> isScored(run, entry.getKey()))
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    }
  }

  private static boolean isScored(TestRun run, TopicPartition partition) {
    return partition.topic().equals(run.topics().scoredGroups());
  }
}
