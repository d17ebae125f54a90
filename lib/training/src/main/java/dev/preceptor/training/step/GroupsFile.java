package dev.preceptor.training.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file of scored groups: {@code groups}, and the {@code settings} to train them with.
 *
 * @param settings recipe keys; may be empty
 */
public record GroupsFile(List<ScoredGroup> groups, ObjectNode settings) {

  /**
   * A prompt's responses with their rewards.
   *
   * @param place place in the file, for messages
   * @param prompt the question, without a chat template
   * @param image name of its image file
   * @param inputIds the tokenized prompt, if the file has it
   */
  public record ScoredGroup(
      String place,
      String prompt,
      Optional<String> image,
      Optional<int[]> inputIds,
      List<ScoredResponse> responses) {

    /** The rewards, one per response. */
    public double[] rewards() {
      return responses.stream().mapToDouble(ScoredResponse::reward).toArray();
    }
  }

  /**
   * One response.
   *
   * @param logprobs log-probability of each token when sampled; if empty, that of the current
   *     policy
   * @param refLogprobs log-probability of each token under the reference policy
   */
  public record ScoredResponse(
      int[] tokenIds, double reward, Optional<float[]> logprobs, Optional<float[]> refLogprobs) {}

  /**
   * Reads a file.
   *
   * @throws InputException if it does not have this layout
   */
  public static GroupsFile read(Path file) {
    StepFile read = StepFile.read(file);
    return new GroupsFile(read.list("groups", GroupsFile::group), read.settings());
  }

  private static ScoredGroup group(String place, JsonNode node) {
    JsonNode list = node.path("responses");
    if (list.size() < 2) {
      throw new InputException(
          "%s, responses: %d is too few for a group baseline; use 2 or more"
              .formatted(place, list.size()));
    }
    List<ScoredResponse> responses = new ArrayList<>();
    for (JsonNode response : list) {
      responses.add(response("%s.responses[%d]".formatted(place, responses.size()), response));
    }
    requireAllOrNone(place, "logprobs", responses, ScoredResponse::logprobs);
    requireAllOrNone(place, "ref_logprobs", responses, ScoredResponse::refLogprobs);
    if (!node.path("prompt").isTextual()) {
      throw new InputException(place + ", prompt: missing; give the text of the question");
    }
    JsonNode ids = node.path("input_ids");
    return new ScoredGroup(
        place,
        node.path("prompt").textValue(),
        Optional.ofNullable(node.path("image").textValue()),
        ids.isMissingNode() || ids.isNull()
            ? Optional.empty()
            : Optional.of(ids(place + ", input_ids", ids)),
        responses);
  }

  private static void requireAllOrNone(
      String place,
      String name,
      List<ScoredResponse> responses,
      Function<ScoredResponse, Optional<float[]>> value) {
    long given = responses.stream().filter(response -> value.apply(response).isPresent()).count();
    if (given != 0 && given != responses.size()) {
      throw new InputException(
          "%s, %s: %d of %d responses have them; give all or none"
              .formatted(place, name, given, responses.size()));
    }
  }

  private static ScoredResponse response(String place, JsonNode node) {
    int[] ids = ids(place + ", token_ids", node.path("token_ids"));
    return new ScoredResponse(
        ids,
        number(place + ", reward", node.path("reward"), Double.MAX_VALUE),
        logprobs(place + ", logprobs", node.path("logprobs"), ids.length),
        logprobs(place + ", ref_logprobs", node.path("ref_logprobs"), ids.length));
  }

  private static int[] ids(String place, JsonNode list) {
    if (!list.isArray() || list.isEmpty()) {
      throw new InputException(place + ": not a list of token ids; give at least one");
    }
    int[] out = new int[list.size()];
    for (int i = 0; i < out.length; i++) {
      JsonNode id = list.get(i);
      if (!id.isIntegralNumber() || !id.canConvertToInt()) {
        throw new InputException("%s[%d]: %s is not a token id".formatted(place, i, id));
      }
      out[i] = id.intValue();
    }
    return out;
  }

  private static Optional<float[]> logprobs(String place, JsonNode list, int tokens) {
    if (list.isMissingNode() || list.isNull()) {
      return Optional.empty();
    }
    if (list.size() != tokens) {
      throw new InputException(
          "%s: %d numbers for %d tokens; give one per token".formatted(place, list.size(), tokens));
    }
    float[] out = new float[tokens];
    for (int i = 0; i < tokens; i++) {
      out[i] = (float) number("%s[%d]".formatted(place, i), list.get(i), Float.MAX_VALUE);
    }
    return Optional.of(out);
  }

  /** A number of either sign, up to the largest. */
  private static double number(String place, JsonNode value, double largest) {
    if (!value.isNumber()) {
      throw new InputException(
          "%s: '%s' is not a number".formatted(place, value.asText("missing")));
    }
    double number = value.doubleValue();
    if (Math.abs(number) > largest) {
      throw new InputException(
          "%s: %s is out of range; use %s to %s".formatted(place, number, -largest, largest));
    }
    return number;
  }
}
