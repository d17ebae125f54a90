package dev.preceptor.history.review;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far two raters agree who say yes or no to the same texts. The first is the clinicians, or one
 * of them.
 *
 * @param n texts to which both said yes or no
 * @param groups of responses that the texts are from; an answer is a group of its own
 * @param yesYes both said yes
 * @param yesNo the first said yes, the second no
 * @param noYes the first said no, the second yes
 * @param noNo both said no
 * @param undecided texts that the first did not decide: unsure, a tie, or too few votes
 * @param unscorable texts that the first decided and the second could not
 * @param agreement fraction of n on which they agree; null without any
 * @param kappa Cohen's κ; null where both always say the same one word, or n is 0
 * @param low lower end of κ's 95 % interval; null with fewer than two groups
 * @param high its upper end
 */
public record PairAgreement(
    @JsonProperty("n") int n,
    @JsonProperty("groups") int groups,
    @JsonProperty("yes_yes") int yesYes,
    @JsonProperty("yes_no") int yesNo,
    @JsonProperty("no_yes") int noYes,
    @JsonProperty("no_no") int noNo,
    @JsonProperty("undecided") int undecided,
    @JsonProperty("unscorable") int unscorable,
    @JsonProperty("agreement") Double agreement,
    @JsonProperty("kappa") Double kappa,
    @JsonProperty("low") Double low,
    @JsonProperty("high") Double high) {}
