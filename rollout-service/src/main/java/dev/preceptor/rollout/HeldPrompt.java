package dev.preceptor.rollout;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import java.util.Optional;

/**
 * A prompt that waits for its unit.
 *
 * @param key its step and slot
 * @param prompt the prompt, unless its record could not be read
 * @param unreadable why the record could not be read; empty otherwise
 * @param origin where it came from
 * @param receipt what acknowledges its record
 */
public record HeldPrompt<R>(
    GroupKey key, Optional<Prompt> prompt, String unreadable, PromptOrigin origin, R receipt) {}
