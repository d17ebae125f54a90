package dev.preceptor.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.PolicySampler;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Finish;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Rollout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutProcessorTest {

  private static final UnitLayout LAYOUT = new UnitLayout(3, 3);

  @Test
  void theTokensOfTheThinkingAreCountedWhereTheTokenizerIs() {
    PolicySampler thinker =
        new Parrot() {
          private static final String OPENING = "<think>\n";
          private static final String[] TOKENS = {"so", " it", "</think>", "<answer>B</answer>"};

          @Override
          public TokenizedPrompt prompt(String text, Optional<Image> image) {
            return new TokenizedPrompt(new int[1], 0, Optional.empty(), OPENING);
          }

          @Override
          public List<List<Completion>> generate(
              List<TokenizedPrompt> prompts, int samples, Sampling sampling, long[] seeds) {
            return List.of(List.of(completion(0, 1, 2, 3), completion(0, 1)));
          }

          private Completion completion(int... ids) {
            return new Completion(ids, new float[ids.length], OPENING + decode(ids), Finish.STOP);
          }

          @Override
          public String decode(int[] ids) {
            StringBuilder text = new StringBuilder();
            for (int id : ids) {
              text.append(TOKENS[id]);
            }
            return text.toString();
          }
        };
    Rollout rollout = processor(thinker).answer(unit(List.of(held(prompt(0))))).get(0);
    assertThat(rollout.getThinkingTokens()).containsExactly(2, 0);
    assertThat(rollout.getResponses().get(0).getText())
        .isEqualTo("<think>\nso it</think><answer>B</answer>");
    assertThat(rollout.getResponses().get(0).getTokenIds()).containsExactly(0, 1, 2, 3);
  }

  private final Parrot parrot = new Parrot();
  private final List<Integer> versionsAsked = new ArrayList<>();
  private long now;

  private RolloutProcessor processor(PolicySampler sampler) {
    return new RolloutProcessor(
        version -> {
          versionsAsked.add(version);
          return sampler;
        },
        2,
        20,
        new Sampling(1, 16, List.of()),
        "worker-1",
        () -> now += 30);
  }

  private static HeldPrompt<String> held(dev.preceptor.schemas.Prompt prompt) {
    GroupKey key = new GroupKey(prompt.getStep(), prompt.getSlot());
    return new HeldPrompt<>(
        key, Optional.of(prompt), "", new PromptOrigin(0, prompt.getSlot()), key.toString());
  }

  private static dev.preceptor.schemas.Prompt prompt(int slot) {
    return Prompts.prompt(LAYOUT, 5, slot, 4);
  }

  private static SamplingUnit<String> unit(List<HeldPrompt<String>> prompts) {
    return new SamplingUnit<>(5, 0, 4, prompts);
  }

  @Test
  void everyPromptGetsItsRolloutFromThePinnedVersion() {
    List<Rollout> rollouts =
        processor(parrot).answer(unit(List.of(held(prompt(0)), held(prompt(1)), held(prompt(2)))));
    assertThat(parrot.batches).containsExactly(3);
    assertThat(versionsAsked).containsOnly(4);
    assertThat(rollouts).extracting(Rollout::getSlot).containsExactly(0, 1, 2);
    Rollout second = rollouts.get(1);
    assertThat(second.getResponses().get(1).getText()).isEqualTo("5001/1");
    assertThat(second.getResponses().get(1).getFinish().name()).isEqualTo("length");
    assertThat(second.getPolicyVersion()).isEqualTo(4);
    assertThat(second.getAnswer()).isEqualTo("A");
    assertThat(second.getSampleMillis()).isEqualTo(10);
  }

  @Test
  void aPolicyWithoutFiniteLogitsStopsInsteadOfFailingEveryGroup() {
    PolicySampler broken =
        new Parrot() {
          @Override
          public List<List<Completion>> generate(
              List<TokenizedPrompt> prompts, int samples, Sampling sampling, long[] seeds) {
            throw new NotFiniteException("the log-probability of token 0 is NaN");
          }
        };
    assertThatThrownBy(() -> processor(broken).answer(unit(List.of(held(prompt(0))))))
        .isInstanceOf(NotFiniteException.class)
        .hasMessage("step 5, policy version 4: the log-probability of token 0 is NaN");
  }

  @Test
  void aPromptThatCannotBeUsedFailsAloneAndSaysWhy() {
    dev.preceptor.schemas.Prompt wrongHash = Prompts.withImage(prompt(0), Prompts.png());
    wrongHash.setImageSha256("0".repeat(64));
    dev.preceptor.schemas.Prompt noImage =
        Prompts.withImage(prompt(1), "not an image".getBytes(StandardCharsets.UTF_8));
    dev.preceptor.schemas.Prompt tooLong = prompt(2);
    tooLong.setText("x".repeat(21));
    HeldPrompt<String> garbage =
        new HeldPrompt<>(
            new GroupKey(5, 3), Optional.empty(), "not Avro", new PromptOrigin(0, 3), "5-3");
    List<Rollout> rollouts =
        processor(parrot)
            .answer(
                unit(
                    List.of(
                        held(wrongHash), held(noImage), held(tooLong), garbage, held(prompt(4)))));
    assertThat(rollouts.get(0).getFailure()).contains("SHA-256").contains("0000");
    assertThat(rollouts.get(1).getFailure()).isNotBlank();
    assertThat(rollouts.get(2).getFailure()).contains("21 tokens").contains("is 20");
    assertThat(rollouts.get(3).getFailure()).isEqualTo("not Avro");
    assertThat(rollouts.get(3).getSlot()).isEqualTo(3);
    assertThat(rollouts.get(4).getFailure()).isNull();
    assertThat(rollouts.get(4).getResponses().get(0).getText()).isEqualTo("5004/0");
    assertThat(parrot.batches).containsExactly(1);
  }

  @Test
  void aUnitThatCannotBeDecodedFailsInsteadOfComingBackForEver() {
    PolicySampler broken =
        new Parrot() {
          @Override
          public List<List<Completion>> generate(
              List<TokenizedPrompt> prompts, int samples, Sampling sampling, long[] seeds) {
            throw new IllegalStateException("index out of range\n at line 3");
          }
        };
    List<Rollout> rollouts =
        processor(broken).answer(unit(List.of(held(prompt(0)), held(prompt(1)))));
    assertThat(rollouts)
        .extracting(Rollout::getFailure)
        .containsOnly("sampling failed: index out of range");
  }
}
