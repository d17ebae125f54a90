package dev.preceptor.rollout;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.PolicySampler;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.vqa.ThinkingTokens;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Answers a unit of prompts: one rollout each. A prompt that cannot be used becomes a rollout that
 * says why, and the others of its unit are decoded without it.
 */
public final class RolloutProcessor {

  private final Policies policies;
  private final int responses;
  private final int maxPromptTokens;
  private final Sampling sampling;
  private final String worker;
  private final LongSupplier clockMillis;

  /**
   * A processor.
   *
   * @param policies gives the pinned version
   * @param responses how many a prompt
   * @param maxPromptTokens longer prompts are not answered, tokens
   * @param worker this worker's name, for the record
   * @param clockMillis a clock, milliseconds
   */
  public RolloutProcessor(
      Policies policies,
      int responses,
      int maxPromptTokens,
      Sampling sampling,
      String worker,
      LongSupplier clockMillis) {
    this.policies = policies;
    this.responses = responses;
    this.maxPromptTokens = maxPromptTokens;
    this.sampling = sampling;
    this.worker = worker;
    this.clockMillis = clockMillis;
  }

  /** A prompt with its model input, or with the reason why there is none. */
  private record Found(
      HeldPrompt<?> held,
      Optional<dev.preceptor.models.language.TokenizedPrompt> input,
      String failure) {}

  /**
   * Answers every prompt of a unit, in the order of its slots.
   *
   * @throws NotFiniteException if the policy's logits are not finite: it cannot answer any prompt
   */
  public List<Rollout> answer(SamplingUnit<?> unit) {
    long start = clockMillis.getAsLong();
    List<Found> found = new ArrayList<>();
    for (HeldPrompt<?> held : unit.prompts()) {
      found.add(find(held, unit.policyVersion()));
    }
    List<Found> usable = found.stream().filter(f -> f.input().isPresent()).toList();
    List<List<Completion>> completions = List.of();
    String failure = "";
    if (!usable.isEmpty()) {
      try {
        completions = decode(unit.policyVersion(), usable);
      } catch (NotFiniteException e) {
        throw e.in("step %d, policy version %d".formatted(unit.step(), unit.policyVersion()));
      } catch (RuntimeException e) {
        // Ending the process would bring the same unit back for ever: the unit fails instead.
        failure = "sampling failed: " + firstLine(e);
      }
    }
    long millis = (clockMillis.getAsLong() - start) / unit.prompts().size();
    List<Rollout> rollouts = new ArrayList<>();
    int next = 0;
    for (Found f : found) {
      if (f.input().isEmpty()) {
        rollouts.add(failed(f.held(), unit, f.failure(), millis));
      } else if (!failure.isEmpty()) {
        rollouts.add(failed(f.held(), unit, failure, millis));
      } else {
        rollouts.add(answered(f, unit, completions.get(next++), millis));
      }
    }
    return rollouts;
  }

  /** Answers none of a unit's prompts, for one reason. */
  public List<Rollout> fail(SamplingUnit<?> unit, String reason) {
    return unit.prompts().stream()
        .map(held -> failed(held, unit, held.prompt().isPresent() ? reason : held.unreadable(), 0))
        .toList();
  }

  private Found find(HeldPrompt<?> held, int version) {
    if (held.prompt().isEmpty()) {
      return new Found(held, Optional.empty(), held.unreadable());
    }
    try {
      return new Found(held, Optional.of(input(held.prompt().get(), version)), "");
    } catch (InputException e) {
      return new Found(held, Optional.empty(), e.getMessage());
    }
  }

  private dev.preceptor.models.language.TokenizedPrompt input(Prompt prompt, int version) {
    Optional<Image> image = image(prompt);
    var input = policies.at(version).prompt(prompt.getText(), image);
    if (input.ids().length > maxPromptTokens) {
      throw new InputException(
          "the prompt has %d tokens; max_prompt_length is %d"
              .formatted(input.ids().length, maxPromptTokens));
    }
    return input;
  }

  private static Optional<Image> image(Prompt prompt) {
    if (prompt.getImage() == null) {
      return Optional.empty();
    }
    ByteBuffer image = prompt.getImage().duplicate();
    byte[] bytes = new byte[image.remaining()];
    image.get(bytes);
    String sha256 = Sha256.hex(bytes);
    if (!sha256.equals(prompt.getImageSha256())) {
      throw new InputException(
          "the image's SHA-256 is %s, but its prompt says %s"
              .formatted(sha256, prompt.getImageSha256()));
    }
    return Optional.of(Image.read(bytes));
  }

  private List<List<Completion>> decode(int version, List<Found> usable) {
    return policies
        .at(version)
        .generate(
            usable.stream().map(f -> f.input().orElseThrow()).toList(),
            responses,
            sampling,
            usable.stream().mapToLong(f -> f.held().prompt().orElseThrow().getSeed()).toArray());
  }

  private Rollout answered(
      Found asked, SamplingUnit<?> unit, List<Completion> completions, long millis) {
    PolicySampler policy = policies.at(unit.policyVersion());
    String opening = asked.input().orElseThrow().opening();
    return rollout(asked.held(), unit, millis)
        .setResponses(completions.stream().map(RolloutProcessor::response).toList())
        .setThinkingTokens(
            completions.stream()
                .map(completion -> thinkingTokens(opening, completion, policy))
                .toList())
        .build();
  }

  private Rollout failed(HeldPrompt<?> held, SamplingUnit<?> unit, String failure, long millis) {
    return rollout(held, unit, millis).setFailure(failure).build();
  }

  private Rollout.Builder rollout(HeldPrompt<?> held, SamplingUnit<?> unit, long millis) {
    Optional<Prompt> prompt = held.prompt();
    return Rollout.newBuilder()
        .setStep(held.key().step())
        .setSlot(held.key().slot())
        .setPolicyVersion(Math.max(0, unit.policyVersion()))
        .setQuestion(prompt.map(Prompt::getQuestion).orElse(""))
        .setChoices(prompt.map(Prompt::getChoices).orElse(List.of()))
        .setAnswer(prompt.map(Prompt::getAnswer).orElse(""))
        .setResponses(List.of())
        .setWorker(worker)
        .setSampleMillis(millis);
  }

  private static int thinkingTokens(String opening, Completion completion, PolicySampler policy) {
    return ThinkingTokens.count(opening, completion.text(), completion.tokenIds(), policy::decode);
  }

  private static Response response(Completion completion) {
    return Response.newBuilder()
        .setTokenIds(Arrays.stream(completion.tokenIds()).boxed().toList())
        .setLogprobs(
            IntStream.range(0, completion.logprobs().length)
                .mapToObj(i -> completion.logprobs()[i])
                .toList())
        .setText(completion.text())
        .setFinish(
            switch (completion.finish()) {
              case STOP -> Finish.stop;
              case LENGTH -> Finish.length;
            })
        .build();
  }

  private static String firstLine(RuntimeException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse(e.toString());
  }
}
