package dev.preceptor.scoring.judging;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.recipe.JudgeEndpoint;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.JudgeSource;
import dev.preceptor.run.plan.EndpointPlan;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.judge.EndpointJudge;
import dev.preceptor.vqa.judge.LanguageModelScorer;
import dev.preceptor.vqa.judge.SemanticJudge;
import dev.preceptor.vqa.judge.StatementJudge;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A judge that is ready for use: a model loaded into libtorch, or a client of a server. Not
 * thread-safe.
 *
 * @param judge judges statements
 * @param sha256 hash of everything that determines its verdicts: the weights and the judge prompt;
 *     for a server, whose weights are unknown, its address, model name and protocol instead of the
 *     weights
 * @param resource closed together with the judge
 */
public record LoadedJudge(StatementJudge judge, String sha256, AutoCloseable resource)
    implements AutoCloseable {

  /**
   * Loads a judge.
   *
   * @param compute device and type for a model; not called for a server
   * @throws dev.preceptor.models.InputException if the folder holds no model, or a server's key is
   *     not in the environment
   */
  public static LoadedJudge of(JudgeSource source, Supplier<Compute> compute) {
    return source instanceof JudgeEndpoint endpoint
        ? ofEndpoint(endpoint)
        : ofFolder(folder(source), compute.get());
  }

  /**
   * Holds a judge against itself without loading it: its model folder, or that its server may be
   * asked and its key is in the environment. Contacts no server.
   *
   * @throws dev.preceptor.models.InputException if it could not be asked
   */
  public static void require(JudgeSource source) {
    if (source instanceof JudgeEndpoint endpoint) {
      RemoteServer.of(endpoint.url().toString(), endpoint.apiKeyEnv());
      return;
    }
    try (Checkpoint checkpoint = Checkpoint.open(folder(source).model())) {
      LanguageModel.require(checkpoint);
    }
  }

  /** People are no judge that can be asked. */
  private static JudgeFolder folder(JudgeSource source) {
    if (source instanceof JudgeFolder folder) {
      return folder;
    }
    throw new InputException(
        "reviewers: a run cannot wait for %s yet; leave this judge out and hear the reviews afterwards, with preceptor rescore RUN --judge clinician"
            .formatted(source.described()));
  }

  private static LoadedJudge ofFolder(JudgeFolder folder, Compute compute) {
    try (Checkpoint checkpoint = Checkpoint.open(folder.model())) {
      LanguageModel model = LanguageModel.load(checkpoint, compute);
      return new LoadedJudge(
          new SemanticJudge(new LanguageModelScorer(model, false)), sha256(checkpoint), model);
    }
  }

  /**
   * The hash that identifies a judge, computed without loading it.
   *
   * @throws dev.preceptor.models.InputException if the folder holds no model
   */
  public static String sha256(JudgeSource source) {
    if (source instanceof JudgeEndpoint endpoint) {
      return sha256(endpoint);
    }
    try (Checkpoint checkpoint = Checkpoint.open(folder(source).model())) {
      return sha256(checkpoint);
    }
  }

  private static String sha256(Checkpoint checkpoint) {
    return hash(PolicyHash.sha256(checkpoint));
  }

  private static LoadedJudge ofEndpoint(JudgeEndpoint endpoint) {
    EndpointJudge judge = new EndpointJudge(EndpointPlan.of(endpoint));
    return new LoadedJudge(judge, sha256(endpoint), judge);
  }

  private static String sha256(JudgeEndpoint endpoint) {
    return hash(
        String.join(
            "\n",
            endpoint.url().toString(),
            endpoint.model(),
            endpoint.api().name(),
            String.valueOf(endpoint.logprobs())));
  }

  private static String hash(String what) {
    return Sha256.hex((what + "\n" + SemanticJudge.prompt("")).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("the judge's model or client could not be closed", e);
    }
  }
}
