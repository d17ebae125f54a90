package dev.preceptor.console.view;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.console.view.ResponseView.JudgeWord;
import java.util.List;

/**
 * What a reviewer is shown of one response. To a blinded reviewer nothing is sent that would tell
 * how others value it.
 *
 * @param subject step-slot/response
 * @param group step-slot, for its image
 * @param responses of its group
 * @param image whether the question has one
 * @param text the whole response; empty if it is too long to be shown
 * @param textSha256 of the response, to be sent back with the verdict
 * @param tooLong whether it is too long to be reviewed
 * @param answer the right one; null if blinded, as all that follows up to verdicts
 * @param policyVersion that wrote it
 * @param reward weighted sum; null before it is scored
 * @param verdicts what the run's judges say
 * @param verdict of this reviewer; empty without one
 * @param comment of this reviewer
 */
public record ReviewItemView(
    @JsonProperty("subject") String subject,
    @JsonProperty("group") String group,
    @JsonProperty("responses") int responses,
    @JsonProperty("question") String question,
    @JsonProperty("choices") List<String> choices,
    @JsonProperty("image") boolean image,
    @JsonProperty("text") String text,
    @JsonProperty("text_sha256") String textSha256,
    @JsonProperty("too_long") boolean tooLong,
    @JsonProperty("blinded") boolean blinded,
    @JsonProperty("answer") String answer,
    @JsonProperty("policy_version") Integer policyVersion,
    @JsonProperty("reward") Double reward,
    @JsonProperty("verdicts") List<JudgeWord> verdicts,
    @JsonProperty("verdict") String verdict,
    @JsonProperty("comment") String comment) {}
