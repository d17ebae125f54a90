package dev.preceptor.console.index;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A group in a list.
 *
 * @param group step-slot
 * @param state issued, sampled, scored, trained, skipped or failed
 * @param question its first characters
 * @param failure why it failed; empty if it did not
 * @param policyVersion that sampled it; -1 if that is not known yet
 * @param responses how many there are
 * @param reward mean of the responses' rewards; null before they are scored, as the next three
 * @param lowest reward
 * @param highest reward
 * @param spread standard deviation of the rewards
 * @param tokens mean length of the responses
 * @param flags labels of {@link GroupFlag}s
 */
public record GroupRow(
    @JsonProperty("group") String group,
    @JsonProperty("step") int step,
    @JsonProperty("slot") int slot,
    @JsonProperty("state") String state,
    @JsonProperty("question") String question,
    @JsonProperty("failure") String failure,
    @JsonProperty("policy_version") int policyVersion,
    @JsonProperty("responses") int responses,
    @JsonProperty("reward") Float reward,
    @JsonProperty("lowest") Float lowest,
    @JsonProperty("highest") Float highest,
    @JsonProperty("spread") Float spread,
    @JsonProperty("tokens") Float tokens,
    @JsonProperty("flags") List<String> flags) {}
